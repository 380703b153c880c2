package io.secretsbridge.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.token.ValueSealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsKmsClientTests {

    private static final byte[] PLAINTEXT = "hunter2".getBytes(StandardCharsets.UTF_8);

    private static final byte[] BOUND = "orders".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private String key;

    private String other;

    private KeyRing keyRing;

    private SecretsKmsClient client;

    @BeforeEach
    void createKeys() throws Exception {
        AeadConfig.register();
        Path keys = this.directory.resolve("keys.txt");
        Path others = this.directory.resolve("others.txt");
        this.key = "age:" + AgeKeysFile.create(keys);
        this.other = "age:" + AgeKeysFile.create(others);
        KeySettings settings = KeySettings.ofProperties(
                Map.of("age.identity-files", keys + "," + others, "age.use-default-keys-file", "false"));
        this.keyRing = KeyRing.create(settings, List.of(new AgeProvider(), new TinkProvider()));
        this.client = new SecretsKmsClient(this.keyRing);
    }

    @AfterEach
    void closeKeyRing() {
        this.keyRing.close();
    }

    private static void assertRefused(Aead aead, byte[] ciphertext, byte[] associatedData) {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> aead.decrypt(ciphertext, associatedData));
    }

    @Test
    void getAeadWhenUsedDirectlyEncryptsToASealedValue() throws Exception {
        Aead aead = this.client.getAead(this.key);
        byte[] ciphertext = aead.encrypt(PLAINTEXT, BOUND);
        assertThat(new String(ciphertext, StandardCharsets.US_ASCII)).startsWith("ENC[TINK_V1,key:" + this.key);
        assertThat(aead.decrypt(ciphertext, BOUND)).isEqualTo(PLAINTEXT);
        assertThat(new ValueSealer(this.keyRing)
                        .open(new String(ciphertext, StandardCharsets.US_ASCII), "orders")
                        .exposeBytes())
                .isEqualTo(PLAINTEXT);
        assertRefused(aead, ciphertext, "other".getBytes(StandardCharsets.UTF_8));
        assertRefused(aead, ciphertext, new byte[0]);
        assertThat(aead.decrypt(aead.encrypt(PLAINTEXT, null), new byte[0])).isEqualTo(PLAINTEXT);
    }

    @Test
    void getAeadWhenAnyByteIsChangedRefuses() throws Exception {
        Aead aead = this.client.getAead(this.key);
        byte[] ciphertext = aead.encrypt(PLAINTEXT, BOUND);
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] changed = ciphertext.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            assertRefused(aead, changed, BOUND);
        }
        assertRefused(aead, new byte[0], BOUND);
    }

    /** The ring could open it. */
    @Test
    void getAeadWhenAnotherKeyEncryptedRefuses() throws Exception {
        byte[] ciphertext = this.client.getAead(this.other).encrypt(PLAINTEXT, BOUND);
        assertThat(this.client.getAead(this.other).decrypt(ciphertext, BOUND)).isEqualTo(PLAINTEXT);
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> this.client.getAead(this.key).decrypt(ciphertext, BOUND))
                .withMessage("The ciphertext was encrypted by another key");
    }

    @Test
    void envelopeWhenItsKeyIsOursDecryptsWhatItEncrypted() throws Exception {
        Aead envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, this.client.getAead(this.key));
        byte[] large = new byte[200_000];
        byte[] ciphertext = envelope.encrypt(large, BOUND);
        assertThat(envelope.decrypt(ciphertext, BOUND)).isEqualTo(large);
        ciphertext[ciphertext.length - 1]++;
        assertRefused(envelope, ciphertext, BOUND);
    }

    @Test
    void keysetWhenEncryptedByUsIsReadAgain() throws Exception {
        KeysetHandle keyset =
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
        byte[] written = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                keyset, this.client.getAead(this.key), BOUND, RegistryConfiguration.get());
        KeysetHandle read = TinkProtoKeysetFormat.parseEncryptedKeyset(
                written, this.client.getAead(this.key), BOUND, RegistryConfiguration.get());
        byte[] ciphertext =
                keyset.getPrimitive(RegistryConfiguration.get(), Aead.class).encrypt(PLAINTEXT, BOUND);
        assertThat(read.getPrimitive(RegistryConfiguration.get(), Aead.class).decrypt(ciphertext, BOUND))
                .isEqualTo(PLAINTEXT);
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> TinkProtoKeysetFormat.parseEncryptedKeyset(
                        written, this.client.getAead(this.other), BOUND, RegistryConfiguration.get()));
    }

    @Test
    void registryWhenTheClientIsAddedFindsItByTheUri() throws Exception {
        KmsClients.add(this.client);
        Aead aead = KmsClients.get(this.key).getAead(this.key);
        assertThat(aead.decrypt(aead.encrypt(PLAINTEXT, BOUND), BOUND)).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "age",
                ":",
                "aws-kms://arn:aws:kms:eu-central-1:1:key/k",
                "gcp-kms://projects/p",
                "age://age1",
                "kms:arn:aws:kms:eu-central-1:1:key/k",
                "tink:hsm://app"
            })
    void doesSupportWhenTheUriIsNotOursIsFalse(String uri) {
        assertThat(this.client.doesSupport(uri)).isFalse();
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> this.client.getAead(uri));
    }

    @Test
    void getAeadWhenTheKeyIsMalformedRefuses() {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> this.client.getAead("age:age1nothing"))
                .withCauseInstanceOf(SecretsException.class);
    }

    @Test
    void decryptWhenNoKeyFitsKeepsWhatTheRingSays() throws Exception {
        String foreign = "age:" + AgeKeysFile.create(this.directory.resolve("foreign.txt"));
        Aead aead = this.client.getAead(foreign);
        byte[] ciphertext = aead.encrypt(PLAINTEXT, BOUND);
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> aead.decrypt(ciphertext, BOUND))
                .withCauseInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void withCredentialsWhenAPathIsGivenIsRefused() {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> this.client.withCredentials("/etc/credentials.json"));
        assertThat(this.client.withDefaultCredentials()).isSameAs(this.client);
    }
}
