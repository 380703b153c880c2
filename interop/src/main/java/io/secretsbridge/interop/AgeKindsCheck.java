package io.secretsbridge.interop;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Seals files for age keys of every kind and opens them again: we, the command, {@code sops} and {@code age}, each what others sealed. */
final class AgeKindsCheck {

    private static final String PLAIN = "user: somebody\npassword: s3cret\n";

    private static final String END = "-----END AGE ENCRYPTED FILE-----";

    private final Path peers;

    private final @Nullable Path secrets;

    private final Path directory;

    private final Tally tally;

    AgeKindsCheck(Path peers, @Nullable Path secrets, Path directory, Tally tally) {
        this.peers = peers;
        this.secrets = secrets;
        this.directory = directory;
        this.tally = tally;
    }

    void run() throws IOException {
        List<AgeKind> kinds = new AgeKeys(this.peers, this.directory).make();
        Files.writeString(this.directory.resolve("plain.yaml"), PLAIN);
        for (AgeKind kind : kinds) {
            sops(kind);
            age(kind);
            if (kind.question() != null) {
                refusals(kind);
            } else if (this.secrets != null) {
                damage(kind, this.secrets);
            }
        }
        together(kinds);
        kinds.stream()
                .filter((kind) -> kind.name().equals(AgeKeys.PLUGIN))
                .findFirst()
                .ifPresent(this::trust);
    }

    private Map<String, String> environment(AgeKind kind) {
        Map<String, String> environment = new HashMap<>();
        // A home without keys, whoever runs this.
        environment.put("HOME", this.directory.resolve("home").toString());
        environment.put("XDG_CONFIG_HOME", this.directory.resolve("home").toString());
        environment.put("PATH", this.peers + ":" + System.getenv("PATH"));
        environment.put("SOPS_DISABLE_VERSION_CHECK", "1");
        String java = System.getenv("JAVA_HOME");
        if (java != null) {
            environment.put("JAVA_HOME", java);
        }
        environment.putAll(kind.environment());
        return environment;
    }

    private KeySettings settings(AgeKind kind) {
        KeySettings settings = KeySettings.ofEnvironment(environment(kind)).withCallTimeout(Duration.ofSeconds(30));
        return (kind.question() != null)
                ? settings.withPrompt((question) -> kind.answer().toCharArray())
                        .withTotalTimeout(Duration.ofSeconds(60))
                : settings;
    }

    /** Runs a program as somebody would who knows the passphrase. */
    private Result run(AgeKind kind, Path program, String... arguments) {
        return run(kind, kind.answer(), program, arguments);
    }

    private Result run(AgeKind kind, String answer, Path program, String... arguments) {
        if (kind.question() == null) {
            return new Peer(program, environment(kind)).run(this.directory, List.of(arguments));
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new Terminal(this.directory, environment(kind))
                .run(command, "(?i)(Passphrase for|" + kind.question() + ")", List.of(answer));
    }

    private void sops(AgeKind kind) throws IOException {
        Path sops = this.peers.resolve("sops");
        Result sealed = new Peer(sops, environment(kind))
                .run(
                        this.directory,
                        List.of("encrypt", "--age", kind.recipient(), "--output", "theirs.yaml", "plain.yaml"));
        check("we open what sops sealed", kind, PLAIN, sealed.succeeded() ? open(kind, "theirs.yaml") : "" + sealed);
        if (this.secrets != null) {
            Result opened = run(kind, this.secrets, "decrypt", "theirs.yaml");
            check("the command opens what sops sealed", kind, PLAIN, opened.succeeded() ? opened.text() : "" + opened);
        }
        seal(List.of(kind), "ours.yaml");
        Result theirs = run(kind, sops, "decrypt", "ours.yaml");
        check("sops opens what we sealed", kind, PLAIN, theirs.succeeded() ? theirs.text() : "" + theirs);
    }

    private void age(AgeKind kind) throws IOException {
        Path age = this.peers.resolve("age");
        String file = Files.readString(this.directory.resolve("ours.yaml"));
        String wrapped = file.substring(file.indexOf("-----BEGIN AGE"), file.indexOf(END) + END.length());
        Files.writeString(this.directory.resolve("key.age"), wrapped.replaceAll("(?m)^ +", "") + "\n");
        Result opened = run(kind, age, "-d", "-i", kind.identity().toString(), "key.age");
        check(
                "age opens the data key that we wrapped",
                kind,
                opened.succeeded() && opened.output().length == DataKey.LENGTH,
                "" + opened);

        // The same data key in another wrapping: the values of the file open with it.
        Files.write(this.directory.resolve("key.bin"), opened.output());
        Result theirs =
                new Peer(age, environment(kind)).run(this.directory, List.of("-a", "-r", kind.recipient(), "key.bin"));
        String indented = theirs.text().strip().replace("\n", "\n            ");
        Files.writeString(this.directory.resolve("rewrapped.yaml"), file.replace(wrapped, indented));
        check("we open the data key that age wrapped", kind, PLAIN, open(kind, "rewrapped.yaml"));
    }

    private void damage(AgeKind kind, Path command) throws IOException {
        Path damaged = this.directory.resolve("damaged");
        Map<String, String> environment = environment(kind);
        for (Map.Entry<String, String> variable : kind.environment().entrySet()) {
            // Where the identity is named by its path. Elsewhere it is read by the same code.
            if (variable.getValue().equals(kind.identity().toString())) {
                environment.put(variable.getKey(), damaged.toString());
                new AgeDamageCheck(
                                new Peer(this.peers.resolve("sops"), environment),
                                new Peer(command, environment),
                                this.directory,
                                this.tally)
                        .run(kind, "theirs.yaml", damaged);
            }
        }
    }

    /** What cannot be asked, or is answered wrongly, ends alike. */
    private void refusals(AgeKind kind) throws IOException {
        AgeKind wrong = kind.asking(String.valueOf(kind.question()), "wr0ng");
        String problem = open(wrong, "theirs.yaml");
        check("a wrong answer is refused", kind, problem.startsWith("refused:") && !problem.contains("wr0ng"), problem);
        Result theirs = run(kind, "wr0ng", this.peers.resolve("sops"), "decrypt", "theirs.yaml");
        check("a wrong answer is refused", kind, theirs.code() == 128, "sops: " + theirs);
        if (this.secrets != null) {
            Result ours = run(kind, "wr0ng", this.secrets, "decrypt", "theirs.yaml");
            check(
                    "a wrong answer is refused",
                    kind,
                    ours.code() == 128 && !ours.errors().contains("wr0ng"),
                    "the command: " + ours);
        }
        String alone =
                open(new AgeKind(kind.name(), kind.recipient(), kind.identity(), kind.environment()), "theirs.yaml");
        check("nobody to ask is said", kind, alone.startsWith("refused:"), alone);
    }

    /** A recipient alone starts no plugin, unless the command stands in for sops, which does start it. */
    private void trust(AgeKind plugin) {
        AgeKind nobodys =
                new AgeKind("a plugin that only the recipient names", plugin.recipient(), plugin.identity(), Map.of());
        String check = "a plugin starts only when the user names it";
        Result theirs = seal(nobodys, this.peers.resolve("sops"), Map.of());
        check(check, nobodys, theirs.succeeded(), "sops: " + theirs);
        if (this.secrets != null) {
            Result ours = seal(nobodys, this.secrets, Map.of());
            check(
                    check,
                    nobodys,
                    ours.code() == 1 && ours.errors().contains("would start age-plugin-interop"),
                    "" + ours);
            for (Map<String, String> trusting :
                    List.of(Map.of("SECRETS_AGE_PLUGINS", "interop"), Map.of("SECRETS_AS_SOPS", "1"))) {
                Result trusted = seal(nobodys, this.secrets, trusting);
                check(check, nobodys, trusted.succeeded(), trusting + ": " + trusted);
                Result opened = new Peer(this.peers.resolve("sops"), environment(plugin))
                        .run(this.directory, List.of("decrypt", "trusted.yaml"));
                check(check, nobodys, PLAIN, opened.text());
            }
        }
    }

    private Result seal(AgeKind kind, Path program, Map<String, String> more) {
        Map<String, String> environment = environment(kind);
        environment.putAll(more);
        return new Peer(program, environment)
                .run(
                        this.directory,
                        List.of("encrypt", "--age", kind.recipient(), "--output", "trusted.yaml", "plain.yaml"));
    }

    /** One file for everybody, which each opens with the own identity alone. */
    private void together(List<AgeKind> kinds) throws IOException {
        List<AgeKind> free =
                kinds.stream().filter((kind) -> kind.question() == null).toList();
        Result sealed = new Peer(this.peers.resolve("sops"), environment(free.get(0)))
                .run(
                        this.directory,
                        List.of(
                                "encrypt",
                                "--age",
                                String.join(
                                        ",",
                                        free.stream()
                                                .map(AgeKind::recipient)
                                                .distinct()
                                                .toList()),
                                "--output",
                                "all.yaml",
                                "plain.yaml"));
        for (AgeKind kind : free) {
            check("one file for all kinds", kind, PLAIN, sealed.succeeded() ? open(kind, "all.yaml") : "" + sealed);
        }
    }

    private void seal(List<AgeKind> kinds, String name) throws IOException {
        try (SecretFiles files = SecretFiles.create(settings(kinds.get(0)))) {
            List<MasterKey> keys = kinds.stream()
                    .map((kind) -> files.keyRing().parse(AgeProvider.KIND, kind.recipient()))
                    .toList();
            byte[] sealed = files.seal(
                    Source.of("plain.yaml", PLAIN.getBytes(StandardCharsets.UTF_8)),
                    Format.YAML,
                    Format.YAML,
                    SealRequest.to(keys));
            Files.write(this.directory.resolve(name), sealed);
        }
    }

    private String open(AgeKind kind, String name) {
        try (SecretFiles files = SecretFiles.create(settings(kind))) {
            Source source = Source.read(this.directory.resolve(name));
            return new String(
                    files.plain(files.open(source, Format.YAML).branches(), Format.YAML), StandardCharsets.UTF_8);
        } catch (SecretsException ex) {
            return "refused: " + ex;
        }
    }

    private void check(String check, AgeKind kind, String expected, String actual) {
        check(check, kind, expected.equals(actual), actual);
    }

    private void check(String check, AgeKind kind, boolean passed, String detail) {
        if (passed) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, kind.name(), detail);
        }
    }
}
