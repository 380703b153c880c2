package io.secretsbridge.interop;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.sops.CreationRule;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What all comparisons with {@code sops} share: the programs, an age key of this run, and our pipeline with the same key. */
final class SopsBench implements AutoCloseable {

    private final Peer sops;

    private final Peer oldSops;

    private final SecretFiles files;

    private final String recipient;

    SopsBench(Path peers, Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path keys = home.resolve("keys.txt");
        this.recipient = AgeKeysFile.create(keys);
        Map<String, String> environment = Map.of(
                "HOME", home.toString(),
                "XDG_CONFIG_HOME", home.toString(),
                "SOPS_AGE_KEY_FILE", keys.toString(),
                "SOPS_DISABLE_VERSION_CHECK", "1",
                // A process is too short for collecting to pay.
                "GOGC", "off");
        this.sops = new Peer(peers.resolve("sops"), environment);
        this.oldSops = new Peer(peers.resolve("sops-old"), environment);
        this.files = SecretFiles.create(KeySettings.ofEnvironment(environment));
    }

    Peer sops() {
        return this.sops;
    }

    Peer oldSops() {
        return this.oldSops;
    }

    SecretFiles files() {
        return this.files;
    }

    /** Writes the rule by which both seal, with the default selector. */
    void writeRule(Path file) throws IOException {
        Files.writeString(file, rule().toString(), StandardCharsets.UTF_8);
    }

    private StringBuilder rule() {
        return new StringBuilder("creation_rules:\n  - age: ")
                .append(this.recipient)
                .append('\n');
    }

    /** Writes the rule by which both seal a document. */
    void writeConfig(PlainDocument document, Path file) throws IOException {
        StringBuilder config = rule();
        Selector selector = document.selector();
        if (selector.kind() != Selector.Kind.DEFAULT) {
            config.append("    ").append(selector.kind().word()).append(": '");
            config.append(selector.text().replace("'", "''")).append("'\n");
        }
        if (document.macOnlyEncrypted()) {
            config.append("    mac_only_encrypted: true\n");
        }
        Files.write(file, config.toString().getBytes(StandardCharsets.UTF_8));
    }

    SealRequest request(Path config, Path file) {
        CreationRule rule = SopsConfig.read(config).creationRules().find(file).orElseThrow();
        return rule.toRequest(this.files.keyRing());
    }

    @Override
    public void close() {
        this.files.close();
    }
}
