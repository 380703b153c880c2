package io.secretsbridge.kms.vault;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.TrustedAddresses;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings of {@link VaultProvider}, from properties and the environment. */
final class VaultSettings {

    /** What a token, a JWT or a secret ID may have at most. */
    private static final int MAX_CREDENTIAL = 64 * 1024;

    private static final String PREFIX = "vault.";

    private static final String ALLOWLIST = "SOPS_HC_VAULT_ALLOWLIST";

    private final KeySettings settings;

    private VaultSettings(KeySettings settings) {
        this.settings = settings;
    }

    static VaultSettings of(KeySettings settings) {
        return new VaultSettings(settings);
    }

    Duration callTimeout() {
        return this.settings.callTimeout();
    }

    /**
     * Looks up a setting: the property, then our variable, then those of Vault's own tools. Under the name of {@code sops} only
     * the last count, and of them only Vault's.
     */
    Optional<String> find(String name, String... tools) {
        if (this.settings.followsSops()) {
            return Arrays.stream(tools).findFirst().flatMap((tool) -> this.settings.environment("VAULT_" + tool));
        }
        return this.settings
                .property(PREFIX + name)
                .filter((value) -> !value.isBlank())
                .or(() -> this.settings.environment(variable(name)))
                .or(() -> Arrays.stream(tools)
                        .flatMap((tool) -> Stream.of("BAO_" + tool, "VAULT_" + tool))
                        .flatMap((variable) -> this.settings.environment(variable).stream())
                        .findFirst());
    }

    private static String variable(String name) {
        return "SECRETS_VAULT_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Names a setting as the user has to write it. */
    String nameOf(String name) {
        return this.settings.usesEnvironment() ? variable(name) : "secrets-bridge." + PREFIX + name;
    }

    String nameOfAddress() {
        return this.settings.usesEnvironment() ? "VAULT_ADDR" : nameOf("address");
    }

    String nameOfToken() {
        return this.settings.usesEnvironment() ? "VAULT_TOKEN or ~/.vault-token" : nameOf("token-file");
    }

    String required(String name) {
        return find(name)
                .orElseThrow(() -> invalid("the setting " + nameOf(name) + " is missing", "Set " + nameOf(name)));
    }

    boolean followsSops() {
        return this.settings.followsSops();
    }

    /** Returns the addresses that a credential may go to. */
    TrustedAddresses trustedAddresses() {
        Optional<String> list = this.settings.environment(ALLOWLIST);
        if (this.settings.followsSops()) {
            return list.map(VaultSettings::allowed).orElse(TrustedAddresses.ALL);
        }
        List<String> texts = new ArrayList<>();
        find("address", "ADDR").ifPresent(texts::add);
        find("trusted-addresses").ifPresent((text) -> texts.addAll(KeySettings.listOf(text)));
        list.filter((text) -> !text.equals("all") && !text.equals("none"))
                .ifPresent((text) -> texts.addAll(KeySettings.listOf(text)));
        return TrustedAddresses.of(texts);
    }

    private static TrustedAddresses allowed(String list) {
        return switch (list) {
            case "all" -> TrustedAddresses.ALL;
            case "none" -> TrustedAddresses.NONE;
            default -> TrustedAddresses.of(KeySettings.listOf(list));
        };
    }

    /** Returns where requests go instead of the address that the key names: under the name of {@code sops}, to the agent. */
    Optional<URI> agent() {
        return this.settings.followsSops()
                ? this.settings.environment("VAULT_AGENT_ADDR").map((text) -> address("VAULT_AGENT_ADDR", text))
                : Optional.empty();
    }

    private static URI address(String name, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException ex) {
            throw invalid(name + " is no address", "Write http://HOST:PORT");
        }
    }

    Optional<String> namespace() {
        return find("namespace", "NAMESPACE");
    }

    /** Reads the token that somebody else cares for, empty when there is none. */
    Optional<String> token() {
        Optional<String> file = find("token-file");
        if (file.isPresent()) {
            return Optional.of(credential(path(file.get())));
        }
        Optional<String> variable = find("token", "TOKEN").filter((token) -> this.settings.usesEnvironment());
        if (variable.isPresent() || !this.settings.usesEnvironment()) {
            return variable.map(String::strip);
        }
        return this.settings
                .environment("HOME")
                .map((home) -> path(home).resolve(".vault-token"))
                .filter(Files::exists)
                .map(this::credential);
    }

    Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException ex) {
            throw invalid("a setting names a file by a text that is no path", "Correct the setting");
        }
    }

    /** Reads a file that holds one credential on one line, by the rule for files with secret keys. */
    String credential(Path file) {
        byte[] bytes = KeyFile.read(file, this.settings.followsSops());
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        Arrays.fill(bytes, (byte) 0);
        boolean header = text.chars().allMatch((character) -> character > ' ' && character < 127);
        if (text.isEmpty() || bytes.length > MAX_CREDENTIAL || !header) {
            throw invalid(file, "the file does not hold a credential for Vault", "Check what writes it");
        }
        return text;
    }

    static SecretsException invalid(String problem, String action) {
        return new SecretsException(Reason.INVALID_CONFIGURATION, Location.NONE, problem, action);
    }

    private static SecretsException invalid(Path file, String problem, String action) {
        return new SecretsException(Reason.INVALID_CONFIGURATION, Location.of(file.toString()), problem, action);
    }
}
