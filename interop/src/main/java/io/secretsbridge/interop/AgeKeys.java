package io.secretsbridge.interop;

import io.secretsbridge.interop.Peer.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a key of each kind with the program that people make it with. */
final class AgeKeys {

    static final String PASSPHRASE = "correct horse";

    static final String PLUGIN = "plugin";

    private static final String PIN = "1234";

    private static final Path SSH_KEYGEN = Path.of("/usr/bin/ssh-keygen");

    private final Path peers;

    private final Path directory;

    AgeKeys(Path peers, Path directory) {
        this.peers = peers;
        this.directory = directory;
    }

    List<AgeKind> make() throws IOException {
        List<AgeKind> kinds = new ArrayList<>();
        Path x25519 = generate("x25519", List.of());
        Path hybrid = generate("hybrid", List.of("-pq"));
        kinds.add(keysFile("X25519", x25519));
        kinds.add(keysFile("post-quantum", hybrid));
        kinds.add(new AgeKind(
                "post-quantum in a variable", recipient(hybrid), hybrid, Map.of("SOPS_AGE_KEY", secret(hybrid))));
        kinds.add(new AgeKind(
                "X25519 by a command", recipient(x25519), x25519, Map.of("SOPS_AGE_KEY_CMD", "cat " + x25519)));
        kinds.addAll(plugins(x25519));
        if (Files.isExecutable(SSH_KEYGEN)) {
            kinds.addAll(ssh());
        } else {
            System.out.println("no ssh-keygen: SSH keys are not compared");
        }
        if (Files.isExecutable(Terminal.SCRIPT)) {
            kinds.addAll(lockedKeys(x25519));
        } else {
            System.out.println("no script (util-linux): nobody is asked for a passphrase");
            kinds.removeIf((kind) -> kind.question() != null);
        }
        return kinds;
    }

    private Path generate(String name, List<String> options) {
        Path file = this.directory.resolve(name + ".txt");
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-o", file.toString()));
        run("age-keygen", Map.of(), arguments);
        return file;
    }

    private String recipient(Path keys) {
        return run("age-keygen", Map.of(), List.of("-y", keys.toString()));
    }

    private static String secret(Path keys) throws IOException {
        return Files.readAllLines(keys).get(2);
    }

    private static AgeKind keysFile(String name, String recipient, Path keys) {
        return new AgeKind(name, recipient, keys, Map.of("SOPS_AGE_KEY_FILE", keys.toString()));
    }

    private AgeKind keysFile(String name, Path keys) {
        return keysFile(name, recipient(keys), keys);
    }

    private List<AgeKind> plugins(Path keys) throws IOException {
        String recipient = encode(recipient(keys));
        Path identity = write("plugin.txt", encode(secret(keys)));
        Path asking = write("asking.txt", encode("pin:" + secret(keys)));
        return List.of(
                keysFile(PLUGIN, recipient, identity),
                keysFile("plugin that asks", recipient, asking).asking("PIN of the interop token", PIN));
    }

    private String encode(String key) {
        return run("age-plugin-interop", Map.of(), List.of("--encode", key));
    }

    private List<AgeKind> ssh() throws IOException {
        List<AgeKind> kinds = new ArrayList<>();
        kinds.add(ssh("ssh-ed25519", "", "-t", "ed25519"));
        kinds.add(ssh("ssh-rsa of 2048 bits", "", "-t", "rsa", "-b", "2048"));
        kinds.add(ssh("ssh-rsa of 3072 bits", "", "-t", "rsa", "-b", "3072"));
        kinds.add(ssh("ssh-rsa in PEM", "", "-t", "rsa", "-m", "PEM"));
        kinds.add(ssh("ssh-rsa in PKCS8", "", "-t", "rsa", "-m", "PKCS8"));
        AgeKind key = kinds.get(0);
        kinds.add(new AgeKind(
                "ssh-ed25519 by a command",
                key.recipient(),
                key.identity(),
                Map.of("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "cat " + key.identity())));
        kinds.add(atHome("id_ed25519", key));
        kinds.add(atHome("id_rsa", kinds.get(1)));
        String question = "Enter passphrase for";
        kinds.add(ssh("ssh-ed25519 with a passphrase", PASSPHRASE, "-t", "ed25519", "-a", "4")
                .asking(question, PASSPHRASE));
        kinds.add(ssh("ssh-rsa with a passphrase", PASSPHRASE, "-t", "rsa", "-a", "4")
                .asking(question, PASSPHRASE));
        kinds.add(ssh("ssh-rsa in PEM with a passphrase", PASSPHRASE, "-t", "rsa", "-m", "PEM")
                .asking(question, PASSPHRASE));
        return kinds;
    }

    private AgeKind ssh(String name, String passphrase, String... options) throws IOException {
        Path file = this.directory.resolve(name.replace(' ', '-'));
        List<String> arguments = new ArrayList<>(List.of("-q", "-N", passphrase, "-C", "somebody@somewhere"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("-f", file.toString()));
        run(SSH_KEYGEN, Map.of(), arguments);
        return new AgeKind(
                name,
                Files.readString(Path.of(file + ".pub")).strip(),
                file,
                Map.of("SOPS_AGE_SSH_PRIVATE_KEY_FILE", file.toString()));
    }

    private AgeKind atHome(String name, AgeKind key) throws IOException {
        Path home = this.directory.resolve("home-of-" + name);
        Path file = home.resolve(".ssh").resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(key.identity(), file);
        return new AgeKind("~/.ssh/" + name, key.recipient(), file, Map.of("HOME", home.toString()));
    }

    /** Keys files that age itself encrypts with a passphrase: at a terminal as people do, and by its plugin for scripts. */
    private List<AgeKind> lockedKeys(Path keys) throws IOException {
        String question = "Enter passphrase for identity";
        Path typed = this.directory.resolve("typed.txt");
        new Terminal(this.directory, Map.of())
                .run(
                        List.of(
                                this.peers.resolve("age").toString(),
                                "-p",
                                "-a",
                                "-o",
                                typed.toString(),
                                keys.toString()),
                        "(Enter|Confirm) passphrase",
                        List.of(PASSPHRASE, PASSPHRASE));
        Path binary = this.directory.resolve("binary.txt");
        run(
                "age",
                Map.of("AGE_PASSPHRASE", PASSPHRASE, "AGE_PASSPHRASE_WORK_FACTOR", "12", "PATH", this.peers.toString()),
                List.of("-e", "-j", "batchpass", "-o", binary.toString(), keys.toString()));
        for (Path file : List.of(typed, binary)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return List.of(
                keysFile("keys file of age -p", recipient(keys), typed).asking(question, PASSPHRASE),
                keysFile("binary keys file with a passphrase", recipient(keys), binary)
                        .asking(question, PASSPHRASE));
    }

    private Path write(String name, String line) throws IOException {
        Path file = this.directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, line + "\n", StandardCharsets.US_ASCII);
    }

    private String run(String peer, Map<String, String> environment, List<String> arguments) {
        return run(this.peers.resolve(peer), environment, arguments);
    }

    private String run(Path program, Map<String, String> environment, List<String> arguments) {
        Result result = new Peer(program, environment).run(this.directory, arguments);
        if (!result.succeeded()) {
            throw new IllegalStateException(program + ": " + result);
        }
        return result.text().strip();
    }
}
