package io.secretsbridge.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretValue;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.token.Vectors.Vector;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was sealed once must always open, and what is not exactly that must not. */
class VectorsTests {

    private static KeyRing keyRing;

    @BeforeAll
    static void openKeyRing() {
        keyRing = Vectors.keyRing();
    }

    @AfterAll
    static void closeKeyRing() {
        keyRing.close();
    }

    static List<Vector> valid() {
        return Vectors.valid();
    }

    static List<Vector> invalid() {
        return Vectors.invalid();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void openWhenVectorIsValidGivesItsValue(Vector vector) {
        try (SecretValue value = new ValueSealer(keyRing).open(vector.text("sealed"), vector.text("name"))) {
            assertThat(value.exposeBytes()).isEqualTo(vector.bytes("value"));
        }
    }

    /** The format as its description has it, by the JDK alone: whoever follows the description gets the same text. */
    @ParameterizedTest
    @MethodSource("valid")
    void textWhenMadeByTheDescriptionIsThatOfTheVector(Vector vector) throws Exception {
        String header = vector.list("slots").stream()
                .map((slot) -> ",key:" + slot.text("key") + ",dek:"
                        + encode(slot.text("wrapped").getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("", "ENC[TINK_V1", ""));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(hkdf(vector.bytes("dek"), "ENC[TINK_V1] encryption"), "AES"),
                new GCMParameterSpec(128, vector.bytes("nonce")));
        cipher.updateAAD((header + "\0" + vector.text("name")).getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(hkdf(vector.bytes("dek"), "ENC[TINK_V1] commitment"));
        data.write(vector.bytes("nonce"));
        data.write(cipher.doFinal(vector.bytes("value")));
        assertThat(header + ",data:" + encode(data.toByteArray()) + "]").isEqualTo(vector.text("sealed"));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The only block of HKDF-SHA-256 (RFC 5869) without salt. */
    private static byte[] hkdf(byte[] key, String info) throws GeneralSecurityException {
        return hmac(hmac(new byte[32], key), (info + "\u0001").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void openWhenVectorIsInvalidIsRefusedForItsReason(Vector vector) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> new ValueSealer(keyRing).open(vector.text("sealed"), vector.text("name")))
                .satisfies((ex) -> {
                    assertThat(ex.reason()).hasToString(vector.text("result"));
                    StringWriter trace = new StringWriter();
                    ex.printStackTrace(new PrintWriter(trace));
                    assertThat(trace + " " + ex.action()).doesNotContain("correct horse", "AGE-SECRET-KEY");
                });
    }

    @Test
    void invalidVectorsCoverEveryReasonForWhichATextIsRefused() {
        assertThat(invalid().stream().map((vector) -> vector.text("result")))
                .contains("NOT_SEALED", "MALFORMED", "VALUE_TAMPERED", "KEY_UNAVAILABLE", "INVALID_ARGUMENT");
        assertThat(invalid()).hasSizeGreaterThan(150);
    }
}
