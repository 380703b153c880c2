package io.secretsbridge.example.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.MasterKeyProviderContract;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreProviderTests extends MasterKeyProviderContract {

    private static final String PASSWORD = "correct-horse";

    @TempDir
    private Path directory;

    @BeforeEach
    void createKeyStore() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String alias : List.of(keyText(), otherKeyText())) {
            store.setKeyEntry(alias, generator.generateKey(), PASSWORD.toCharArray(), null);
        }
        try (OutputStream out = Files.newOutputStream(this.directory.resolve("keys.p12"))) {
            store.store(out, PASSWORD.toCharArray());
        }
        Files.writeString(this.directory.resolve("password"), PASSWORD + "\n");
    }

    @Override
    protected MasterKeyProvider provider() {
        return new KeyStoreProvider();
    }

    @Override
    protected KeySettings settings() {
        return settings("keys.p12");
    }

    private KeySettings settings(String file) {
        return KeySettings.ofProperties(Map.of(
                "keystore.file", this.directory.resolve(file).toString(),
                "keystore.password-file", this.directory.resolve("password").toString()));
    }

    @Override
    protected String keyText() {
        return "orders";
    }

    @Override
    protected String otherKeyText() {
        return "payments";
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(PASSWORD);
    }

    @Test
    void connectWhenTheKeyStoreIsMissingOrDamagedSaysSo() throws Exception {
        Files.writeString(this.directory.resolve("damaged.p12"), "no key store");
        for (String file : List.of("missing.p12", "damaged.p12")) {
            assertThat(failure(() -> provider().connect(settings(file))).reason())
                    .isEqualTo(Reason.INVALID_CONFIGURATION);
        }
        assertThat(failure(() -> provider().connect(KeySettings.ofProperties(Map.of())))
                        .problem())
                .contains("keystore.file");
    }
}
