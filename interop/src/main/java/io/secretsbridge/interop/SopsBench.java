package io.secretsbridge.interop;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.interop.documents.KeyShape;
import io.secretsbridge.interop.documents.PlainDocument;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.sops.CreationRule;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What all comparisons with {@code sops} share: the programs, the keys of this run, and our pipeline with the same keys. */
final class SopsBench implements AutoCloseable {

    /** What the editor puts in the place of the text that it is given. */
    static final String EDITED = "edited.txt";

    private final Peer sops;

    private final Peer oldSops;

    private final SecretFiles files;

    private final SopsKeys keys;

    SopsBench(Path peers, Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        this.keys = new SopsKeys(peers, home);
        Map<String, String> environment = Map.of(
                "SOPS_EDITOR",
                "/bin/cp " + EDITED,
                "HOME",
                home.toString(),
                "XDG_CONFIG_HOME",
                home.toString(),
                "GNUPGHOME",
                home.resolve(SopsKeys.PGP_RINGS).toString(),
                "SOPS_AGE_KEY_FILE",
                this.keys.keysFile().toString(),
                "SOPS_DISABLE_VERSION_CHECK",
                "1",
                // A process is too short for collecting to pay.
                "GOGC",
                "off");
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

    /** Returns a file name by which both know the format. */
    static String fileName(String name, Format format) {
        return name + "." + ((format == Format.DOTENV) ? "env" : format.word());
    }

    /** Writes the rule by which both seal, with the default selector. */
    void writeRule(Path file) throws IOException {
        Files.writeString(file, rule(KeyShape.USUAL).toString(), StandardCharsets.UTF_8);
    }

    private StringBuilder rule(KeyShape shape) {
        return new StringBuilder("creation_rules:\n").append(this.keys.rule(shape));
    }

    /** Writes the rule by which both seal a document. */
    void writeConfig(PlainDocument document, Path file) throws IOException {
        StringBuilder config = rule(document.keys());
        Selector selector = document.selector();
        if (selector.kind() != Selector.Kind.DEFAULT) {
            config.append("    ").append(selector.kind().word()).append(": '");
            config.append(selector.text().replace("'", "''")).append("'\n");
        }
        if (document.macOnlyEncrypted()) {
            config.append("    mac_only_encrypted: true\n");
        }
        if (document.indent() != PlainDocument.NO_INDENT) {
            config.append("stores:\n");
            for (String store : List.of("yaml", "json", "json_binary")) {
                config.append("  ")
                        .append(store)
                        .append(":\n    indent: ")
                        .append(document.indent())
                        .append('\n');
            }
        }
        Files.write(file, config.toString().getBytes(StandardCharsets.UTF_8));
    }

    SealRequest request(SopsConfig config, Path file) {
        CreationRule rule = config.creationRules().find(file).orElseThrow();
        return rule.toRequest(this.files.keyRing());
    }

    @Override
    public void close() {
        this.files.close();
    }
}
