package io.secretsbridge.interop;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.Location;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transit engine of a real OpenBao: what the real {@code sops} seals by it we open, and the other way round; the ways to log in; and
 * what each refusal of a real server is said to be.
 */
final class VaultChecks {

    private static final String PLAIN = "db:\n    password: correct horse battery staple\n    port: 5432\n";

    /** The policies of docs/key-services/vault.md. */
    private static final String OPEN = "path \"transit/decrypt/shop\" { capabilities = [\"update\"] }";

    private static final String SEAL = OPEN + " path \"transit/encrypt/shop\" { capabilities = [\"update\"] }";

    private final Peer sops;

    private final Path program;

    private final Path secrets;

    private final Path directory;

    private final Tally tally;

    VaultChecks(Path peers, Path directory, Tally tally) {
        this.sops = new Peer(peers.resolve("sops"), Map.of());
        this.program = peers.resolve("bao");
        this.secrets = Path.of("secrets-cli/target/dist/bin/secrets").toAbsolutePath();
        this.directory = directory;
        this.tally = tally;
    }

    void run() throws IOException {
        try (OpenBao bao = new OpenBao(this.program, this.directory);
                TokenReview cluster = new TokenReview()) {
            bao.post("sys/mounts/transit", "{\"type\":\"transit\"}");
            bao.post("sys/mounts/team/transit", "{\"type\":\"transit\"}");
            for (String key : List.of("transit/keys/shop", "transit/keys/other", "team/transit/keys/shop")) {
                bao.post(key, "{}");
            }
            bao.post("sys/policies/acl/shop-open", policy(OPEN));
            bao.post("sys/policies/acl/shop-seal", policy(SEAL));
            String uri = bao.address() + "/v1/transit/keys/shop";
            both(bao, "a key", uri, "");
            both(bao, "an engine at a path", bao.address() + "/v1/team/transit/keys/shop", "");
            bao.post("sys/namespaces/shop", "{}");
            bao.post("shop", "sys/mounts/transit", "{\"type\":\"transit\"}");
            bao.post("shop", "transit/keys/shop", "{}");
            both(bao, "a namespace", uri, "shop");
            rules(bao, uri);
            logins(bao, cluster, uri);
            refusals(bao, uri);
            several(bao, uri);
            seal(bao, uri);
        }
    }

    private static String policy(String text) {
        return "{\"policy\":\"" + text.replace("\"", "\\\"") + "\"}";
    }

    private static Map<String, String> environment(OpenBao bao, String token) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VAULT_ADDR", bao.address());
        environment.put("VAULT_CACERT", bao.caFile().toString());
        environment.put("VAULT_TOKEN", token);
        environment.put("PATH", System.getenv("PATH"));
        if (System.getenv("JAVA_HOME") != null) {
            environment.put("JAVA_HOME", System.getenv("JAVA_HOME"));
        }
        return environment;
    }

    private static KeySettings settings(OpenBao bao, String token) {
        return KeySettings.ofEnvironment(environment(bao, token));
    }

    /** By the library and by the command, with the other tool on the other side each time. */
    private void both(OpenBao bao, String what, String uri, String namespace) throws IOException {
        Map<String, String> environment = environment(bao, OpenBao.ROOT_TOKEN);
        if (!namespace.isEmpty()) {
            environment.put("VAULT_NAMESPACE", namespace);
        }
        KeySettings settings = KeySettings.ofEnvironment(environment);
        Path theirs = plain("theirs.yaml");
        Result sealed = this.sops
                .with(environment)
                .run(this.directory, List.of("encrypt", "-i", "--hc-vault-transit", uri, theirs.toString()));
        check(
                what + ": we open what sops sealed",
                sealed.succeeded() ? PLAIN : sealed.toString(),
                open(settings, theirs));
        Peer command = new Peer(this.secrets, environment);
        check(what + ": the command opens what sops sealed", PLAIN, output(command, "decrypt", theirs.toString()));

        Path ours = seal(settings, List.of(List.of(key(settings, uri))), 0);
        check(
                what + ": sops opens what we sealed",
                PLAIN,
                output(this.sops.with(environment), "decrypt", ours.toString()));
        check(what + ": the metadata have the same form", form(theirs), form(ours));

        Path byCommand = plain("command.yaml");
        command.run(this.directory, List.of("encrypt", "-i", "--hc-vault-transit", uri, byCommand.toString()));
        check(
                what + ": sops opens what the command sealed",
                PLAIN,
                output(this.sops.with(environment), "decrypt", byCommand.toString()));
    }

    /** The two ways in which .sops.yaml names such keys. */
    private void rules(OpenBao bao, String uri) throws IOException {
        Map<String, String> environment = environment(bao, OpenBao.ROOT_TOKEN);
        Map<String, String> rules = Map.of(
                "hc_vault_transit_uri", "creation_rules:\n  - hc_vault_transit_uri: " + uri + "\n",
                "key_groups", "creation_rules:\n  - key_groups:\n      - hc_vault:\n          - " + uri + "\n");
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            Path place = Files.createDirectories(this.directory.resolve(rule.getKey()));
            Files.writeString(place.resolve(".sops.yaml"), rule.getValue());
            Path file = Files.writeString(place.resolve("secrets.yaml"), PLAIN);
            new Peer(this.secrets, environment).run(place, List.of("encrypt", "-i", file.toString()));
            check(
                    ".sops.yaml, " + rule.getKey() + ": sops opens what the command sealed",
                    PLAIN,
                    output(this.sops.with(environment), "decrypt", file.toString()));
        }
    }

    private void logins(OpenBao bao, TokenReview cluster, String uri) throws IOException {
        KeySettings root = settings(bao, OpenBao.ROOT_TOKEN);
        Path file = seal(root, List.of(List.of(key(root, uri))), 0);
        bao.post("sys/auth/kubernetes", "{\"type\":\"kubernetes\"}");
        bao.post(
                "auth/kubernetes/config",
                "{\"kubernetes_host\":\"" + cluster.address() + "\",\"token_reviewer_jwt\":\""
                        + cluster.token("vault", "vault") + "\",\"disable_local_ca_jwt\":true,\"kubernetes_ca_cert\":\""
                        + Files.readString(bao.caFile()).replace("\n", "\\n") + "\"}");
        bao.post(
                "auth/kubernetes/role/shop",
                "{\"bound_service_account_names\":\"shop\",\"bound_service_account_namespaces\":\"shop\","
                        + "\"token_policies\":\"shop-open\",\"token_ttl\":\"10m\"}");
        bao.post("sys/auth/jwt", "{\"type\":\"jwt\"}");
        bao.post(
                "auth/jwt/config",
                "{\"jwt_validation_pubkeys\":[\"" + cluster.publicKey().replace("\n", "\\n") + "\"]}");
        bao.post(
                "auth/jwt/role/shop",
                "{\"role_type\":\"jwt\",\"user_claim\":\"sub\",\"bound_audiences\":[\"vault\"],"
                        + "\"bound_subject\":\"system:serviceaccount:shop:shop\",\"token_policies\":[\"shop-open\"]}");
        bao.post("sys/auth/approle", "{\"type\":\"approle\"}");
        bao.post("auth/approle/role/shop", "{\"token_policies\":[\"shop-open\"]}");

        Path jwt = secretFile(this.directory.resolve("jwt"), cluster.token("shop", "shop"));
        Path stranger = secretFile(this.directory.resolve("stranger"), cluster.token("shop", "other"));
        Path forged = secretFile(
                this.directory.resolve("forged"), cluster.token("shop", "shop").replaceAll("\\.[^.]*$", ".AAAA"));
        Map<String, String> kubernetes =
                login(bao, "kubernetes", Map.of("vault.role", "shop", "vault.jwt-file", jwt.toString()));
        check("Kubernetes auth opens", PLAIN, open(KeySettings.ofProperties(kubernetes), file));
        for (Path other : List.of(stranger, forged)) {
            kubernetes.put("vault.jwt-file", other.toString());
            check(
                    "Kubernetes auth refuses another account and a forged token",
                    "Vault refuses the login at auth/kubernetes",
                    open(KeySettings.ofProperties(kubernetes), file));
        }
        Map<String, String> byJwt = login(bao, "jwt", Map.of("vault.role", "shop", "vault.jwt-file", jwt.toString()));
        check("JWT auth opens", PLAIN, open(KeySettings.ofProperties(byJwt), file));
        byJwt.put("vault.jwt-file", stranger.toString());
        check(
                "JWT auth refuses another subject",
                "Vault refuses the login at auth/jwt",
                open(KeySettings.ofProperties(byJwt), file));
        String role = OpenBao.text("role_id", bao.get("auth/approle/role/shop/role-id"));
        Path secret = secretFile(
                this.directory.resolve("secret-id"),
                OpenBao.text("secret_id", bao.post("auth/approle/role/shop/secret-id", "{}")));
        check(
                "AppRole opens",
                PLAIN,
                open(
                        KeySettings.ofProperties(login(
                                bao,
                                "approle",
                                Map.of("vault.role-id", role, "vault.secret-id-file", secret.toString()))),
                        file));
        Map<String, String> lasting =
                login(bao, "kubernetes", Map.of("vault.role", "brief", "vault.jwt-file", jwt.toString()));
        bao.post(
                "auth/kubernetes/role/brief",
                "{\"bound_service_account_names\":\"shop\",\"bound_service_account_namespaces\":\"shop\","
                        + "\"token_policies\":\"shop-open\",\"token_ttl\":\"3s\",\"token_max_ttl\":\"5s\"}");
        outlives(KeySettings.ofProperties(lasting).withCache(Duration.ZERO, 0), file);
    }

    /** One pipeline for longer than its first token lives, and longer than any token of the role may. */
    private void outlives(KeySettings settings, Path file) throws IOException {
        try (SecretFiles files = SecretFiles.create(settings)) {
            for (int i = 0; i < 5; i++) {
                check("tokens are renewed and got anew", PLAIN, open(files, file));
                Thread.sleep(1700);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
    }

    private static Map<String, String> login(OpenBao bao, String method, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("vault.address", bao.address());
        properties.put("vault.ca-file", bao.caFile().toString());
        properties.put("vault.auth", method);
        return properties;
    }

    private void refusals(OpenBao bao, String uri) throws IOException {
        KeySettings root = settings(bao, OpenBao.ROOT_TOKEN);
        KeySettings mayOpen = settings(bao, bao.token("shop-open"));
        KeySettings mayBoth = settings(bao, bao.token("shop-seal"));
        WrappedKey wrapped = wrap(root, uri);
        refused("a policy that opens opens", "opened", mayOpen, wrapped);
        check(
                "a policy that opens does not seal",
                "no policy of the token allows transit/encrypt/shop",
                wrapProblem(mayOpen, uri));
        check("a policy that seals seals", "wrapped", wrapProblem(mayBoth, uri));
        String other = bao.address() + "/v1/transit/keys/other";
        refused(
                "another key is denied",
                "no policy of the token allows transit/decrypt/other",
                mayOpen,
                renamed(root, wrapped, other));
        refused(
                "another key does not fit",
                "is not of the transit key other, or was changed",
                root,
                renamed(root, wrapped, other));
        refused(
                "a changed key does not fit",
                "is not of the transit key shop, or was changed",
                root,
                new WrappedKey(wrapped.masterKey(), changed(wrapped.wrapped()), null));
        refused(
                "a key that is missing is named",
                "no transit key nobody",
                root,
                renamed(root, wrapped, bao.address() + "/v1/transit/keys/nobody"));
        refused(
                "an engine that is missing is named",
                "no transit engine at nowhere",
                root,
                renamed(root, wrapped, bao.address() + "/v1/nowhere/keys/shop"));
        bao.post("transit/keys/derived", "{\"derived\":true}");
        check("a derived key is refused", "is derived", wrapProblem(root, bao.address() + "/v1/transit/keys/derived"));
        bao.post("transit/keys/signs", "{\"type\":\"ed25519\"}");
        check(
                "a key that signs is refused",
                "is of a type",
                wrapProblem(root, bao.address() + "/v1/transit/keys/signs"));
        refused("a token that is unknown is told", "does not accept the token", settings(bao, "s.unknown"), wrapped);
        String revoked = bao.token("shop-open");
        bao.post("auth/token/revoke", "{\"token\":\"" + revoked + "\"}");
        refused("a token that was revoked is told", "does not accept the token", settings(bao, revoked), wrapped);
        Map<String, String> elsewhere = environment(bao, OpenBao.ROOT_TOKEN);
        elsewhere.put("VAULT_ADDR", "https://vault.example.com");
        refused(
                "an address that only the file names is refused",
                "nothing was sent",
                KeySettings.ofEnvironment(elsewhere),
                wrapped);
        Map<String, String> untrusted = environment(bao, OpenBao.ROOT_TOKEN);
        untrusted.remove("VAULT_CACERT");
        refused(
                "a certificate that is not trusted is told",
                "not signed by an authority",
                KeySettings.ofEnvironment(untrusted),
                wrapped);
        Map<String, String> named = environment(bao, OpenBao.ROOT_TOKEN);
        named.put("VAULT_TLS_SERVER_NAME", "vault.example.com");
        refused(
                "a certificate of another name is told",
                "is for another name",
                KeySettings.ofEnvironment(named),
                wrapped);

        bao.post("transit/keys/shop/rotate", "{}");
        refused("an older version still opens", "opened", mayOpen, wrapped);
        bao.post("transit/keys/shop/config", "{\"min_decryption_version\":2}");
        refused("a version below the minimum is told", "below its min_decryption_version", mayOpen, wrapped);
        bao.post("transit/keys/shop/config", "{\"min_decryption_version\":1}");
        bao.post("sys/quotas/rate-limit/shop", "{\"rate\":2,\"interval\":\"1s\",\"path\":\"transit/decrypt/shop\"}");
        for (int i = 0; i < 6; i++) {
            refused("a quota is waited for", "opened", mayOpen, wrapped);
        }
        bao.delete("sys/quotas/rate-limit/shop");
    }

    /** A file of several kinds of keys opens by whichever answers, and key groups by as many as they need. */
    private void several(OpenBao bao, String uri) throws IOException {
        Path keys = this.directory.resolve("keys.txt");
        String recipient = AgeKeysFile.create(keys);
        Map<String, String> environment = environment(bao, OpenBao.ROOT_TOKEN);
        environment.put("SOPS_AGE_KEY_FILE", keys.toString());
        KeySettings settings = KeySettings.ofEnvironment(environment);
        MasterKey vault = key(settings, uri);
        MasterKey age = parse(settings, "age", recipient);
        Path either = seal(settings, List.of(List.of(vault, age)), 0);
        check("Vault or age: Vault alone opens", PLAIN, open(settings(bao, OpenBao.ROOT_TOKEN), either));
        Map<String, String> dead = new HashMap<>(environment);
        dead.put("VAULT_TOKEN", "s.unknown");
        check("Vault or age: age alone opens", PLAIN, open(KeySettings.ofEnvironment(dead), either));
        Path groups = seal(settings, List.of(List.of(vault), List.of(age)), 2);
        check("Vault and age: sops opens", PLAIN, output(this.sops.with(environment), "decrypt", groups.toString()));
        check("Vault and age: we open", PLAIN, open(settings, groups));
        check(
                "Vault and age: one is not enough",
                "only 1 of the 2 key groups",
                open(settings(bao, OpenBao.ROOT_TOKEN), groups));
    }

    /** The last check, after which the server answers nothing else. */
    private void seal(OpenBao bao, String uri) throws IOException {
        KeySettings root = settings(bao, OpenBao.ROOT_TOKEN);
        WrappedKey wrapped = wrap(root, uri);
        bao.post("sys/seal", "{}");
        refused("a sealed server is told", "Vault is sealed", root.withTotalTimeout(Duration.ofSeconds(1)), wrapped);
    }

    private Path plain(String name) throws IOException {
        return Files.writeString(this.directory.resolve(name), PLAIN);
    }

    private static MasterKey key(KeySettings settings, String uri) {
        return parse(settings, "hc_vault", uri);
    }

    private static MasterKey parse(KeySettings settings, String kind, String text) {
        try (KeyRing ring = KeyRing.create(settings)) {
            return ring.parse(kind, text);
        }
    }

    private Path seal(KeySettings settings, List<List<MasterKey>> groups, int threshold) throws IOException {
        try (SecretFiles files = SecretFiles.create(settings)) {
            byte[] sealed = files.seal(
                    Source.of("secrets.yaml", PLAIN.getBytes(StandardCharsets.UTF_8)),
                    Format.YAML,
                    Format.YAML,
                    new SealRequest(groups, threshold, Selector.DEFAULT, false));
            return Files.write(Files.createTempFile(this.directory, "ours", ".yaml"), sealed);
        }
    }

    private static String open(KeySettings settings, Path file) throws IOException {
        try (SecretFiles files = SecretFiles.create(settings)) {
            return open(files, file);
        }
    }

    /** Returns the plain text, or why there is none. */
    private static String open(SecretFiles files, Path file) {
        try (OpenedFile opened = files.open(Source.read(file), Format.YAML)) {
            return new String(files.plain(opened.branches(), Format.YAML), StandardCharsets.UTF_8);
        } catch (SecretsException ex) {
            return problem(ex);
        }
    }

    private static String problem(SecretsException ex) {
        List<String> problems = new ArrayList<>(List.of(String.valueOf(ex.getMessage())));
        if (ex instanceof KeyUnavailableException unavailable) {
            unavailable.attempts().forEach((attempt) -> problems.add(String.valueOf(attempt.outcome())));
        }
        return String.join("; ", problems);
    }

    private static WrappedKey wrap(KeySettings settings, String uri) {
        try (KeyRing ring = KeyRing.create(settings);
                DataKey dataKey = DataKey.generate()) {
            return ring.wrap(dataKey, List.of(List.of(ring.parse("hc_vault", uri))), 0, Instant.now())
                    .get(0)
                    .keys()
                    .get(0);
        }
    }

    private static String wrapProblem(KeySettings settings, String uri) {
        try {
            wrap(settings, uri);
            return "wrapped";
        } catch (SecretsException ex) {
            return problem(ex);
        }
    }

    private static WrappedKey renamed(KeySettings settings, WrappedKey wrapped, String uri) {
        return new WrappedKey(key(settings, uri), wrapped.wrapped(), null);
    }

    private static String changed(String wrapped) {
        int at = wrapped.length() / 2;
        return wrapped.substring(0, at) + ((wrapped.charAt(at) == 'A') ? 'B' : 'A') + wrapped.substring(at + 1);
    }

    private void refused(String name, String expected, KeySettings settings, WrappedKey wrapped) {
        String actual;
        try (KeyRing ring = KeyRing.create(settings)) {
            ring.unlock(List.of(new KeyGroup(List.of(wrapped))), 0, Location.NONE)
                    .close();
            actual = "opened";
        } catch (SecretsException ex) {
            actual = problem(ex);
        }
        check(name, expected, actual);
    }

    private String output(Peer program, String... arguments) {
        Result result = program.run(this.directory, List.of(arguments));
        return result.succeeded() ? result.text() : result.toString();
    }

    /** Returns a sealed file without what differs each time. */
    private static String form(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("ENC\\[[^]]*]", "ENC")
                .replaceAll("enc: \\S+", "enc: X")
                .replaceAll("(created_at|lastmodified): \\S+", "$1: T")
                .replaceAll("version: 3\\S+", "version: V");
    }

    private void check(String name, String expected, String actual) {
        // A plain text must be it; of what went wrong, the words that tell.
        boolean passed = expected.contains("\n") ? expected.equals(actual) : actual.contains(expected);
        if (passed) {
            this.tally.passed(name);
        } else {
            this.tally.failed(name, "expected", expected.strip() + "\n        but it was " + actual.strip());
        }
    }

    private static Path secretFile(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
