package io.secretsbridge.interop;

import io.secretsbridge.interop.Peer.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A home of the real {@code gpg}, with the keys that it makes there; closing it ends its agent. */
final class Gnupg implements AutoCloseable {

    /** Where {@code gpg} is looked for. */
    static final String PATH = "/usr/bin:/bin:/usr/local/bin";

    /**
     * A key.
     *
     * @param name the first part of its user's address
     * @param fingerprint of the primary key
     * @param subKey the fingerprint of the sub-key that encrypts
     */
    record Key(String name, String fingerprint, String subKey) {}

    private final Path home;

    private final Path directory;

    /**
     * Creates a home.
     *
     * @param home what does not exist yet; short, for it holds the agent's socket
     * @param directory where {@code gpg} runs
     */
    Gnupg(Path home, Path directory) throws IOException {
        this.home = Files.createDirectory(home);
        this.directory = directory;
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }

    Path home() {
        return this.home;
    }

    /** Makes a key that signs with a sub-key that encrypts, both without an end unless {@code life} says so. */
    Key make(String name, String primary, String sub, String passphrase, String life) {
        String user = name + "@example.com";
        run(passphrase, "--quick-generate-key", user, primary, "sign,cert", life);
        String fingerprint = fingerprints(user).get(0);
        run(passphrase, "--quick-add-key", fingerprint, sub, "encr", life);
        return new Key(name, fingerprint, subKeys(fingerprint).get(0));
    }

    List<String> subKeys(String fingerprint) {
        List<String> all = fingerprints(fingerprint);
        return all.subList(1, all.size());
    }

    private List<String> fingerprints(String user) {
        List<String> found = new ArrayList<>();
        run("", "--list-keys", "--with-colons", "--with-subkey-fingerprint", user)
                .text()
                .lines()
                .filter((line) -> line.startsWith("fpr:"))
                .forEach((line) -> found.add(line.split(":", -1)[9]));
        return found;
    }

    /** Runs {@code gpg} with the passphrase for whatever key asks for one. */
    Result run(String passphrase, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of("--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase));
        words.addAll(List.of(arguments));
        return program("gpg", words);
    }

    /** Adds keys to the rings of GnuPG 1 in a directory, which sops and we read without {@code gpg}. */
    void exportTo(Path directory, Key key, boolean secret) throws IOException {
        append(directory.resolve("pubring.gpg"), run("", "--export", key.fingerprint()));
        if (secret) {
            append(directory.resolve("secring.gpg"), run("", "--export-secret-keys", key.fingerprint()));
        }
    }

    private static void append(Path file, Result exported) throws IOException {
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        byte[] after = Arrays.copyOf(before, before.length + exported.output().length);
        System.arraycopy(exported.output(), 0, after, before.length, exported.output().length);
        writePrivately(file, after);
    }

    static void writePrivately(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Ends the agent, which forgets all passphrases. */
    @Override
    public void close() {
        program("gpgconf", List.of("--kill", "gpg-agent"));
    }

    private Result program(String name, List<String> words) {
        Path program = Arrays.stream(PATH.split(":", -1))
                .map((folder) -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + name + " in " + PATH));
        Map<String, String> environment =
                Map.of("GNUPGHOME", this.home.toString(), "HOME", this.home.toString(), "PATH", PATH);
        return new Peer(program, environment).run(this.directory, words);
    }
}
