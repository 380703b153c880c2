package io.secretsbridge.kms.vault;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.KeyServiceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class VaultProviderContractTests extends KeyServiceContract {

    @TempDir
    private Path directory;

    private final FakeVault vault = new FakeVault("app", "other");

    @AfterEach
    void stop() {
        this.vault.close();
    }

    @Override
    protected MasterKeyProvider provider() {
        return new VaultProvider();
    }

    @Override
    protected KeySettings settings() {
        try {
            Path token = FakeVault.secretFile(this.directory.resolve("token"), FakeVault.TOKEN + "\n");
            return KeySettings.ofProperties(
                    Map.of("vault.address", this.vault.address(), "vault.token-file", token.toString()));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    protected String keyText() {
        return this.vault.address() + "/v1/team/transit/keys/app";
    }

    @Override
    protected String otherKeyText() {
        return this.vault.address() + "/v1/team/transit/keys/other";
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(FakeVault.TOKEN);
    }

    @Override
    protected void behave(Behaviour behaviour, int requests) {
        this.vault.behave(behaviour, requests);
    }

    @Override
    protected int requests() {
        return this.vault.requests();
    }

    @Override
    protected Optional<MasterKey> keyAt(URI address) {
        return Optional.of(provider().parse(address + "/v1/team/transit/keys/app"));
    }
}
