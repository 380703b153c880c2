package io.secretsbridge.pgp;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.MasterKeyProviderContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every provider must do, done by this one. */
class PgpProviderContractTests extends MasterKeyProviderContract {

    private static final TestKey KEY = TestKey.of(TestKey.Kind.CURVE_25519);

    private static final TestKey OTHER = TestKey.of(TestKey.Kind.RSA);

    @TempDir
    private Path directory;

    private String files;

    @BeforeEach
    void writeKeys() {
        this.files = KEY.writeSecret(this.directory.resolve("secret.asc")) + ","
                + OTHER.writePublic(this.directory.resolve("public.asc"));
    }

    @Override
    protected MasterKeyProvider provider() {
        return new PgpProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofProperties(Map.of("pgp.key-files", this.files));
    }

    @Override
    protected String keyText() {
        return KEY.fingerprint();
    }

    @Override
    protected String otherKeyText() {
        return OTHER.fingerprint();
    }
}
