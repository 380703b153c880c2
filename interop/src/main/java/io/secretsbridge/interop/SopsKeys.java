package io.secretsbridge.interop;

import io.secretsbridge.interop.documents.KeyName;
import io.secretsbridge.interop.documents.KeyShape;
import io.secretsbridge.key.age.AgeKeysFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys of a run: made by {@code age-keygen}, {@code ssh-keygen} and {@code gpg}, where both programs look for them. */
final class SopsKeys {

    /** Where the rings of PGP keys lie below the home. */
    static final String PGP_RINGS = "gnupg";

    private static final Path SSH_KEYGEN = Path.of("/usr/bin/ssh-keygen");

    private final Map<KeyName, String> recipients = new EnumMap<>(KeyName.class);

    private final Path keysFile;

    SopsKeys(Path peers, Path home) throws IOException {
        Peer ageKeygen = new Peer(peers.resolve("age-keygen"), Map.of());
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Path ssh = Files.createDirectory(home.resolve(".ssh"));
        this.keysFile = home.resolve("keys.txt");
        this.recipients.put(KeyName.FIRST, AgeKeysFile.create(this.keysFile));
        for (KeyName key : List.of(KeyName.SECOND, KeyName.HYBRID, KeyName.STRANGER, KeyName.PAST)) {
            boolean hybrid = key == KeyName.HYBRID || key == KeyName.PAST;
            this.recipients.put(key, ageKey(key, elsewhere, ageKeygen, hybrid));
        }
        for (KeyName key : List.of(KeyName.ED25519, KeyName.RSA)) {
            this.recipients.put(key, ssh(key, ssh, elsewhere, ageKeygen));
        }
        pgp(Files.createDirectory(home.resolve(PGP_RINGS)));
    }

    /** Makes PGP keys, and leaves them in rings that both programs read without {@code gpg}. */
    private void pgp(Path rings) throws IOException {
        // The path of the agent's socket must be short.
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "sb");
        try (Gnupg gpg = new Gnupg(directory.resolve("g"), directory)) {
            for (KeyName key : List.of(KeyName.PGP_RSA, KeyName.PGP_CURVE, KeyName.PGP_STRANGER)) {
                boolean rsa = key == KeyName.PGP_RSA;
                Gnupg.Key made =
                        gpg.make(key.name(), rsa ? "rsa2048" : "ed25519", rsa ? "rsa2048" : "cv25519", "", "never");
                gpg.exportTo(rings, made, key.own());
                this.recipients.put(key, made.fingerprint());
            }
        } finally {
            Scratch.delete(directory);
        }
    }

    /** Makes an SSH key, or where there is no program for it one more key of age. */
    private String ssh(KeyName key, Path ssh, Path elsewhere, Peer ageKeygen) throws IOException {
        if (!Files.isExecutable(SSH_KEYGEN)) {
            System.out.println("no ssh-keygen: no " + key + " key is compared");
            return ageKey(key, elsewhere, ageKeygen, false);
        }
        String type = key.name().toLowerCase(Locale.ROOT);
        Path file = ssh.resolve("id_" + type);
        made(new Peer(SSH_KEYGEN, Map.of())
                .run(ssh, List.of("-q", "-t", type, "-N", "", "-C", "", "-f", file.toString())));
        return Files.readString(ssh.resolve("id_" + type + ".pub")).strip();
    }

    private String ageKey(KeyName key, Path elsewhere, Peer ageKeygen, boolean hybrid) throws IOException {
        Path file = elsewhere.resolve(key.name());
        made(ageKeygen.run(elsewhere, hybrid ? List.of("-pq", "-o", file.toString()) : List.of("-o", file.toString())));
        if (key.own()) {
            Files.writeString(
                    this.keysFile, Files.readString(file), StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
        }
        return made(ageKeygen.run(elsewhere, List.of("-y", file.toString())));
    }

    private static String made(Peer.Result result) {
        if (!result.succeeded()) {
            throw new IllegalStateException("no key was made: " + result);
        }
        return result.text().strip();
    }

    Path keysFile() {
        return this.keysFile;
    }

    /** Writes the lines of a creation rule that name the keys. */
    String rule(KeyShape shape) {
        if (shape.groups().size() == 1) {
            StringBuilder rule = new StringBuilder();
            kinds(shape.groups().get(0))
                    .forEach((kind, keys) -> rule.append(rule.isEmpty() ? "  - " : "    ")
                            .append(kind)
                            .append(": '")
                            .append(String.join(",", keys))
                            .append("'\n"));
            return rule.toString();
        }
        StringBuilder rule = new StringBuilder("  - key_groups:\n");
        for (List<KeyName> group : shape.groups()) {
            String start = "      - ";
            for (Map.Entry<String, List<String>> kind : kinds(group).entrySet()) {
                rule.append(start).append(kind.getKey()).append(":\n");
                kind.getValue()
                        .forEach((key) ->
                                rule.append("          - '").append(key).append("'\n"));
                start = "        ";
            }
        }
        if (shape.threshold() != 0) {
            rule.append("    shamir_threshold: ").append(shape.threshold()).append('\n');
        }
        return rule.toString();
    }

    private Map<String, List<String>> kinds(List<KeyName> group) {
        return group.stream()
                .collect(Collectors.groupingBy(
                        (key) -> key.pgp() ? "pgp" : "age",
                        TreeMap::new,
                        Collectors.mapping(this.recipients::get, Collectors.toList())));
    }
}
