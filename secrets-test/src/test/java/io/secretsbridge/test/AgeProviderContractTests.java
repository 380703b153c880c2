package io.secretsbridge.test;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.key.age.AgeProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class AgeProviderContractTests extends MasterKeyProviderContract {

    @TempDir
    private Path directory;

    private String recipient;

    private String otherRecipient;

    @BeforeEach
    void createKeys() {
        this.recipient = AgeKeysFile.create(keysFile());
        this.otherRecipient = AgeKeysFile.create(this.directory.resolve("other.txt"));
    }

    private Path keysFile() {
        return this.directory.resolve("keys.txt");
    }

    @Override
    protected MasterKeyProvider provider() {
        return new AgeProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofProperties(
                Map.of("age.identity-files", keysFile().toString(), "age.use-default-keys-file", "false"));
    }

    @Override
    protected String keyText() {
        return this.recipient;
    }

    @Override
    protected String otherKeyText() {
        return this.otherRecipient;
    }

    @Override
    protected Collection<String> secrets() {
        try {
            return Files.readAllLines(keysFile()).stream()
                    .filter((line) -> line.startsWith("AGE-SECRET-KEY-"))
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
