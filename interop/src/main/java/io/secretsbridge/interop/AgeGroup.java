package io.secretsbridge.interop;

import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.key.age.AgeProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Data keys wrapped by the real {@code age} and unwrapped by us, and the other way round; keys files of {@code age-keygen} and of
 * us; files sealed for keys of every kind. Options: {@code --count N}, and {@code --secrets FILE}, the command that takes part.
 */
final class AgeGroup {

    private static final int DEFAULT_COUNT = 12;

    private final MasterKeyProvider provider = new AgeProvider();

    private final Path peers;

    private final @Nullable Path secrets;

    private final Peer age;

    private final Peer ageKeygen;

    private final Tally tally;

    private final long count;

    AgeGroup(Path peers, List<String> options, Tally tally) {
        this.age = new Peer(peers.resolve("age"), Map.of());
        this.ageKeygen = new Peer(peers.resolve("age-keygen"), Map.of());
        this.tally = tally;
        Arguments arguments = new Arguments(options, Set.of("--count", "--secrets"));
        this.peers = peers;
        this.secrets = arguments.text("--secrets").map(Path::of).orElse(null);
        this.count = arguments.number("--count", DEFAULT_COUNT);
    }

    void run() {
        try {
            Path directory = Scratch.create();
            try {
                List<Path> files = new ArrayList<>();
                for (int i = 0; i < this.count; i++) {
                    files.add(keysFile(directory, i));
                }
                for (int i = 0; i < files.size(); i++) {
                    Path other = files.get((i + 1) % files.size());
                    try (DataKey key = DataKey.generate()) {
                        both(directory, key, files.get(i), other);
                    }
                    // A share of a split key is a byte longer.
                    try (DataKey share =
                            DataKey.copyOf(Arrays.copyOf(new byte[] {(byte) i, 1, 2}, DataKey.LENGTH + 1))) {
                        both(directory, share, files.get(i), other);
                    }
                }
                joined(directory, files);
                new AgeKindsCheck(this.peers, this.secrets, directory, this.tally).run();
            } finally {
                Scratch.delete(directory);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Makes a keys file, one by age-keygen and the next by us, which both must read alike. */
    private Path keysFile(Path directory, int number) throws IOException {
        Path file = directory.resolve("keys-" + number + ".txt");
        String maker;
        if (number % 2 == 0) {
            maker = "age-keygen";
            this.ageKeygen.run(directory, List.of("-o", file.toString()));
        } else {
            maker = "us";
            AgeKeysFile.create(file);
        }
        Result theirs = this.ageKeygen.run(directory, List.of("-y", file.toString()));
        check(
                "keys files are read alike",
                theirs.succeeded() && theirs.text().strip().equals(String.join("\n", AgeKeysFile.recipients(file))),
                "a keys file of " + maker + ": " + theirs);
        return file;
    }

    private void both(Path directory, DataKey key, Path file, Path other) throws IOException {
        String recipient = AgeKeysFile.recipients(file).get(0);
        String otherRecipient = AgeKeysFile.recipients(other).get(0);
        byte[] secret = key.exposeBytes();
        Files.write(directory.resolve("key.bin"), secret);
        Result wrapped = this.age.run(directory, List.of("-a", "-r", recipient, "key.bin"));
        check("we unwrap what age wrapped", secret, unwrap(wrapped.text(), recipient, file));

        Result forBoth = this.age.run(directory, List.of("-a", "-r", otherRecipient, "-r", recipient, "key.bin"));
        check("we unwrap what age wrapped for several", secret, unwrap(forBoth.text(), recipient, file));
        check("we unwrap what age wrapped for several", secret, unwrap(forBoth.text(), otherRecipient, other));

        String ours = wrap(key, recipient);
        Files.writeString(directory.resolve("key.age"), ours, StandardCharsets.US_ASCII);
        check(
                "age unwraps what we wrapped",
                secret,
                this.age
                        .run(directory, List.of("-d", "-i", file.toString(), "key.age"))
                        .output());
        check("we unwrap what we wrapped", secret, unwrap(ours, recipient, file));
        check(
                "armour has one shape",
                shape(wrapped.text()).equals(shape(ours)),
                Difference.between("age", shape(wrapped.text()), "ours", shape(ours)));

        Result theirRefusal = this.age.run(directory, List.of("-d", "-i", other.toString(), "key.age"));
        check(
                "a foreign identity is refused",
                theirRefusal.code() != 0 && refuses(ours, recipient, other),
                "" + theirRefusal);
        String changed = changed(ours);
        Files.writeString(directory.resolve("changed.age"), changed, StandardCharsets.US_ASCII);
        Result theirs = this.age.run(directory, List.of("-d", "-i", file.toString(), "changed.age"));
        check("a changed file is refused", theirs.code() != 0 && refuses(changed, recipient, file), "" + theirs);
    }

    /** All identities in one file, with comments and other line ends between them. */
    private void joined(Path directory, List<Path> files) throws IOException {
        StringBuilder text = new StringBuilder("# all\r\n\n");
        List<String> recipients = new ArrayList<>();
        for (Path file : files) {
            text.append(Files.readString(file)).append((recipients.size() % 2 == 0) ? "\r\n# next\n" : "\n\n");
            recipients.addAll(AgeKeysFile.recipients(file));
        }
        Path all = directory.resolve("all.txt");
        Files.createFile(all, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(all, text);
        Result theirs = this.ageKeygen.run(directory, List.of("-y", all.toString()));
        check(
                "keys files are read alike",
                String.join("\n", AgeKeysFile.recipients(all))
                        .equals(theirs.text().strip()),
                "a file of several identities: " + theirs);
        String last = recipients.get(recipients.size() - 1);
        try (DataKey key = DataKey.generate()) {
            check("every identity of a file is tried", key.exposeBytes(), unwrap(wrap(key, last), last, all));
        }
    }

    private static String shape(String armour) {
        return armour.replaceAll("(?m)^[A-Za-z0-9+/]+(=*)$", "x$1");
    }

    /** Changes one letter in the middle of the armoured text. */
    private static String changed(String armour) {
        int at = armour.length() / 2;
        while (!Character.isLetterOrDigit(armour.charAt(at))) {
            at++;
        }
        char other = (armour.charAt(at) == 'A') ? 'B' : 'A';
        return armour.substring(0, at) + other + armour.substring(at + 1);
    }

    private String wrap(DataKey key, String recipient) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(KeySettings.ofEnvironment(Map.of()))) {
            return connection.wrap(key, this.provider.parse(recipient));
        }
    }

    private byte[] unwrap(String wrapped, String recipient, Path keysFile) {
        return unwrap(wrapped, recipient, Map.of("SOPS_AGE_KEY_FILE", keysFile.toString()), keysFile);
    }

    private byte[] unwrap(String wrapped, String recipient, Map<String, String> source, Path near) {
        Map<String, String> environment = new HashMap<>(source);
        // A home without keys, whoever runs this.
        environment.put("HOME", near.resolveSibling("home").toString());
        environment.put("XDG_CONFIG_HOME", near.resolveSibling("home").toString());
        MasterKey masterKey = this.provider.parse(recipient);
        try (MasterKeyProvider.Connection connection = this.provider.connect(KeySettings.ofEnvironment(environment));
                DataKey key = connection.unwrap(wrapped, masterKey)) {
            return key.exposeBytes();
        } catch (SecretsException ex) {
            return ex.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private boolean refuses(String wrapped, String recipient, Path keysFile) {
        byte[] result = unwrap(wrapped, recipient, keysFile);
        return new String(result, StandardCharsets.UTF_8).contains("SecretsException");
    }

    private void check(String check, byte[] expected, byte[] actual) {
        boolean refused = actual.length > DataKey.LENGTH + 1;
        check(
                check,
                Arrays.equals(expected, actual),
                refused ? new String(actual, StandardCharsets.UTF_8) : "another key");
    }

    private void check(String check, boolean passed, String detail) {
        if (passed) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, "age", detail);
        }
    }
}
