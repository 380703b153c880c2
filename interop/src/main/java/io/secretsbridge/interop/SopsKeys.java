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
import java.util.stream.Collectors;

/** The keys of a run: made by {@code age-keygen} and {@code ssh-keygen}, where both programs look for them. */
final class SopsKeys {

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
            return "  - age: '" + joined(shape.groups().get(0)) + "'\n";
        }
        StringBuilder rule = new StringBuilder("  - key_groups:\n");
        for (List<KeyName> group : shape.groups()) {
            rule.append("      - age:\n");
            group.forEach((key) -> rule.append("          - '")
                    .append(this.recipients.get(key))
                    .append("'\n"));
        }
        if (shape.threshold() != 0) {
            rule.append("    shamir_threshold: ").append(shape.threshold()).append('\n');
        }
        return rule.toString();
    }

    private String joined(List<KeyName> keys) {
        return keys.stream().map(this.recipients::get).collect(Collectors.joining(","));
    }
}
