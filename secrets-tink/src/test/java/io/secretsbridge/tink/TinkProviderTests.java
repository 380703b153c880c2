package io.secretsbridge.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretValue;
import io.secretsbridge.Secrets;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TinkProviderTests {

    private static final String KEY = "hsm://app";

    private static KeySettings settings(Aead aead) {
        return KeySettings.ofProperties(Map.of()).withClient(KmsClient.class, TinkProvider.client(KEY, aead));
    }

    @Test
    void sealWhenTheKeyIsAKeysetOfTinkOpensFilesAndValuesAgain() {
        KeySettings settings = settings(Ciphers.create());
        String value =
                Secrets.sealValue("a.name", SecretValue.copyOf(new byte[] {1, 2}), List.of("tink:" + KEY), settings);
        assertThat(value).contains("key:tink:hsm://app,");
        try (SecretValue opened = Secrets.openValue("a.name", value, settings);
                SecretFiles files = SecretFiles.create(settings)) {
            assertThat(opened.exposeBytes()).containsExactly(1, 2);
            Source plain = Source.of("a.yaml", "db: {password: hunter2}\n".getBytes(StandardCharsets.UTF_8));
            byte[] sealed = files.seal(
                    plain,
                    Format.YAML,
                    Format.YAML,
                    new SealRequest(List.of(List.of(files.keyRing().parse("tink", KEY))), 0, Selector.DEFAULT, false));
            assertThat(new String(sealed, StandardCharsets.UTF_8)).contains("tink:", "uri: " + KEY);
            try (OpenedFile file = files.open(Source.of("a.yaml", sealed), Format.YAML)) {
                assertThat(new String(files.plain(file.branches(), Format.JSON), StandardCharsets.UTF_8))
                        .contains("hunter2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "hsm:app", "hsm://", "HSM://app", "://app", "hsm://a b", "hsm://ä", "hsm://a\n"})
    void parseWhenTextIsNoUriOfTinkIsRefused(String text) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> new TinkProvider().parse(text))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
        assertThatExceptionOfType(SecretsException.class).isThrownBy(() -> TinkProvider.client(text, Ciphers.create()));
    }

    @Test
    void unwrapWhenNoClientHasTheKeySaysWhatToRegister() {
        TinkProvider provider = new TinkProvider();
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() ->
                        provider.connect(settings(Ciphers.create())).unwrap("AAAA", provider.parse("hsm://another")))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE))
                .satisfies((ex) -> assertThat(ex.action()).contains("KmsClients.add"));
    }

    @Test
    void unwrapWhenTheCiphertextServedAnotherPurposeIsRefused() throws Exception {
        Aead aead = Ciphers.create();
        TinkProvider provider = new TinkProvider();
        byte[] other = aead.encrypt(new byte[DataKey.LENGTH], new byte[0]);
        assertThatExceptionOfType(KeyServiceException.class)
                .isThrownBy(() -> provider.connect(settings(aead))
                        .unwrap(Base64.getEncoder().encodeToString(other), provider.parse(KEY)))
                .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.REJECTED));
    }

    @Test
    void failuresWhenTheNetworkIsTheCauseCanSucceedLater() {
        assertThat(answer(new GeneralSecurityException("token=s3cr3t", new ConnectException("s3cr3t"))))
                .isEqualTo(Answer.UNAVAILABLE);
        assertThat(answer(new GeneralSecurityException(new RuntimeException(new UnknownHostException("s3cr3t")))))
                .isEqualTo(Answer.UNAVAILABLE);
        assertThat(answer(new GeneralSecurityException("access denied for s3cr3t")))
                .isEqualTo(Answer.REJECTED);
    }

    private static Answer answer(GeneralSecurityException failure) {
        Aead failing = new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
                throw failure;
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
                throw failure;
            }
        };
        TinkProvider provider = new TinkProvider();
        try {
            provider.connect(settings(failing))
                    .unwrap("AAAA", provider.parse(KEY))
                    .close();
        } catch (KeyServiceException ex) {
            assertThat(ex.getMessage() + ex.action()).doesNotContain("s3cr3t");
            assertThat(ex.getCause()).isNull();
            return ex.answer();
        }
        throw new AssertionError("This should have failed");
    }

    @Test
    void clientWhenAskedForAnotherKeyRefuses() {
        KmsClient client = TinkProvider.client(KEY, Ciphers.create());
        assertThat(client.doesSupport(KEY)).isTrue();
        assertThat(client.doesSupport("hsm://other")).isFalse();
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> client.getAead("hsm://other"));
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> client.withCredentials("/etc/key"));
    }
}
