package io.secretsbridge;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The files that {@code src/test/fixtures/make} made with the real {@code sops}. */
public final class Fixtures {

    private Fixtures() {}

    public static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/io/secretsbridge/sops/fixtures/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    public static Source source(String name) {
        return Source.of(name, bytes(name));
    }

    /** Settings that know the identities of one fixture and no other. */
    public static KeySettings keys(String name) {
        return KeySettings.ofEnvironment(
                Map.of("SOPS_AGE_KEY", identities(name), "XDG_CONFIG_HOME", "/nonexistent", "HOME", "/nonexistent"));
    }

    /** Returns the public recipient of a fixture's first identity. */
    public static String recipient(String name) {
        return text(name + ".agekey")
                .lines()
                .filter((line) -> line.startsWith("# public key: "))
                .map((line) -> line.substring("# public key: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private static String identities(String name) {
        StringBuilder identities = new StringBuilder();
        text(name + ".agekey")
                .lines()
                .filter((line) -> line.startsWith("AGE-SECRET-KEY-"))
                .forEach((line) -> identities.append(line).append('\n'));
        return identities.toString();
    }
}
