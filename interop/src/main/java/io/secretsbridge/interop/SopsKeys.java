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

    private final Map<KeyName, String> recipients = new EnumMap<>(KeyName.class);

    private final Path keysFile;

    SopsKeys(Path peers, Path home) throws IOException {
        Peer ageKeygen = new Peer(peers.resolve("age-keygen"), Map.of());
        Peer sshKeygen = new Peer(Path.of("/usr/bin/ssh-keygen"), Map.of());
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Path ssh = Files.createDirectory(home.resolve(".ssh"));
        this.keysFile = home.resolve("keys.txt");
        this.recipients.put(KeyName.FIRST, AgeKeysFile.create(this.keysFile));
        for (KeyName key : List.of(KeyName.SECOND, KeyName.HYBRID, KeyName.STRANGER, KeyName.PAST)) {
            Path file = elsewhere.resolve(key.name());
            boolean hybrid = key == KeyName.HYBRID || key == KeyName.PAST;
            made(ageKeygen.run(
                    elsewhere, hybrid ? List.of("-pq", "-o", file.toString()) : List.of("-o", file.toString())));
            this.recipients.put(key, made(ageKeygen.run(elsewhere, List.of("-y", file.toString()))));
            if (key.own()) {
                Files.writeString(
                        this.keysFile, Files.readString(file), StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
            }
        }
        for (KeyName key : List.of(KeyName.ED25519, KeyName.RSA)) {
            String type = key.name().toLowerCase(Locale.ROOT);
            Path file = ssh.resolve("id_" + type);
            made(sshKeygen.run(ssh, List.of("-q", "-t", type, "-N", "", "-C", "", "-f", file.toString())));
            this.recipients.put(
                    key, Files.readString(ssh.resolve("id_" + type + ".pub")).strip());
        }
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
