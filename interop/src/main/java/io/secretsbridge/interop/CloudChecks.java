package io.secretsbridge.interop;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.kms.azure.FakeAzure;
import io.secretsbridge.kms.gcp.FakeGcp;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import reactor.core.publisher.Mono;

/**
 * The key services of three clouds: what the real {@code sops} seals by them we open, and the other way round. AWS is moto; for Google
 * and Azure, of which there is no server to be had that both tools could talk to, it is ours, with real cryptography.
 */
final class CloudChecks {

    private static final String PLAIN = "db:\n    password: correct horse battery staple\n    port: 5432\n";

    private static final String GCP_KEY = "projects/shop-prod/locations/europe-west1/keyRings/secrets/cryptoKeys/app";

    /** What the build made; interop/run starts this where the repository begins. */
    private static final Path COMMAND = Path.of("secrets-cli", "target", "dist", "bin", "secrets");

    private final Path peers;

    private final Path directory;

    private final Tally tally;

    CloudChecks(Path peers, Path directory, Tally tally) {
        this.peers = peers;
        this.directory = directory;
        this.tally = tally;
    }

    void run() throws IOException {
        SSLContext before;
        try {
            before = SSLContext.getDefault();
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
        try (Moto moto = new Moto(this.peers.resolve("moto_server"), this.directory);
                FakeGcp gcp = new FakeGcp();
                FakeAzure azure = new FakeAzure(this.directory)) {
            SSLContext.setDefault(azure.trust());
            aws(moto);
            gcp.addVersion(GCP_KEY);
            both(
                    "Google Cloud KMS",
                    gcp(gcp),
                    KeySettings.ofEnvironment(gcp(gcp)),
                    List.of("--gcp-kms", GCP_KEY),
                    "gcp_kms",
                    GCP_KEY);
            command("Google Cloud KMS", gcp(gcp), List.of("--gcp-kms", GCP_KEY));
            azure.addVersion("app", "0123456789abcdef0123456789abcdef");
            azure(azure);
            several(moto, gcp, azure);
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private static Map<String, String> aws(Moto moto, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
        environment.put("AWS_SECRET_ACCESS_KEY", "hush");
        environment.put("AWS_ENDPOINT_URL", moto.address().toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        return environment;
    }

    private static Map<String, String> gcp(FakeGcp gcp) {
        return Map.of(
                "SOPS_GCP_KMS_CLIENT_TYPE", "rest",
                "SOPS_GCP_KMS_ENDPOINT", gcp.address().toString(),
                "GOOGLE_OAUTH_ACCESS_TOKEN", "any");
    }

    private void aws(Moto moto) throws IOException {
        Map<String, String> environment = aws(moto, Map.of());
        KeySettings settings = KeySettings.ofEnvironment(environment);
        String arn = moto.createKey("eu-west-1");
        String alias = moto.createAlias(arn, "shop");
        String role = arn + "+arn:aws:iam::123456789012:role/opener";
        both("AWS KMS, a key", environment, settings, List.of("--kms", arn), "kms", arn);
        both("AWS KMS, an alias", environment, settings, List.of("--kms", alias), "kms", alias);
        both("AWS KMS, by a role", environment, settings, List.of("--kms", role), "kms", role);
        String elsewhere = moto.createKey("us-east-2");
        both("AWS KMS, another region", environment, settings, List.of("--kms", elsewhere), "kms", elsewhere);
        inContext(environment, settings, arn);
        command("AWS KMS", environment, List.of("--kms", role, "--encryption-context", "app:shop"));
    }

    /** The command finds the jars of the key services, in the folder that they have of their own. */
    private void command(String name, Map<String, String> environment, List<String> flags) throws IOException {
        Map<String, String> surroundings = new HashMap<>(environment);
        for (String variable : List.of("PATH", "JAVA_HOME")) {
            String value = System.getenv(variable);
            if (value != null) {
                surroundings.put(variable, value);
            }
        }
        Peer secrets = new Peer(COMMAND.toAbsolutePath(), surroundings);
        Path theirs = sealedBySops(environment, flags);
        Peer.Result opened = secrets.run(this.directory, List.of("decrypt", theirs.toString()));
        check(
                name + ": the command opens what sops sealed",
                PLAIN,
                opened.succeeded() ? opened.text() : opened.toString());
        check(name + ": the command says nothing else", "", opened.errors());
        Path ours = Files.writeString(this.directory.resolve("command.yaml"), PLAIN);
        List<String> arguments = new ArrayList<>(List.of("encrypt", "--in-place"));
        arguments.addAll(flags);
        arguments.add(ours.toString());
        Peer.Result sealed = secrets.run(this.directory, arguments);
        check(
                name + ": sops opens what the command sealed",
                PLAIN,
                sealed.succeeded() ? openedBySops(environment, ours) : sealed.toString());
    }

    private void inContext(Map<String, String> environment, KeySettings settings, String arn) throws IOException {
        Path file = sealedBySops(environment, List.of("--kms", arn, "--encryption-context", "app:shop,stage:prod"));
        check("AWS KMS, a context: we open what sops sealed", PLAIN, open(settings, file));
        Files.writeString(file, Files.readString(file).replace("app: shop", "app: shoq"));
        check("AWS KMS, a context: another one does not open", "KEY_UNAVAILABLE", open(settings, file));
        try (SecretFiles files = SecretFiles.create(settings)) {
            MasterKey key = files.keyRing().parse("kms", arn);
            List<MapNode.Item> fields = new ArrayList<>(key.fields().items());
            fields.add(new Entry(
                    "context",
                    MapNode.of(
                            new Entry("app", ValueNode.string("shop")), new Entry("stage", ValueNode.string("prod")))));
            Path ours = seal(files, List.of(new MasterKey("kms", new MapNode(fields, Position.NONE))));
            check("AWS KMS, a context: sops opens what we sealed", PLAIN, openedBySops(environment, ours));
        }
    }

    private void azure(FakeAzure azure) throws IOException {
        Path certificate = this.directory.resolve("azure.pem");
        try {
            Files.writeString(
                    certificate,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(azure.certificate().getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
        Map<String, String> environment = Map.of(
                "SSL_CERT_FILE",
                certificate.toString(),
                "IDENTITY_ENDPOINT",
                azure.address() + "/msi/token",
                "IDENTITY_HEADER",
                "any");
        String versioned = azure.address() + "/keys/app/0123456789abcdef0123456789abcdef";
        String newest = azure.address() + "/keys/app";
        both(
                "Azure Key Vault",
                environment,
                azureSettings(azure),
                List.of("--azure-kv", versioned),
                "azure_kv",
                versioned);
        both(
                "Azure Key Vault, no version",
                environment,
                azureSettings(azure),
                List.of("--azure-kv", newest),
                "azure_kv",
                newest);
    }

    private static KeySettings azureSettings(FakeAzure azure) {
        return KeySettings.ofProperties(Map.of("azure.vaults", azure.address().toString()))
                .withClient(TokenCredential.class, CloudChecks::token);
    }

    private static Mono<AccessToken> token(Object request) {
        return Mono.just(
                new AccessToken("any", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    }

    /** One file for keys of all three: it opens as long as one service answers. */
    private void several(Moto moto, FakeGcp gcp, FakeAzure azure) throws IOException {
        Map<String, String> environment = aws(moto, gcp(gcp));
        environment.put("SECRETS_AZURE_VAULTS", azure.address().toString());
        KeySettings settings =
                KeySettings.ofEnvironment(environment).withClient(TokenCredential.class, CloudChecks::token);
        String arn = moto.createKey("eu-central-1");
        Path file;
        try (SecretFiles files = SecretFiles.create(settings)) {
            file = seal(
                    files,
                    List.of(
                            files.keyRing().parse("kms", arn),
                            files.keyRing().parse("gcp_kms", GCP_KEY),
                            files.keyRing().parse("azure_kv", azure.address() + "/keys/app")));
        }
        check("three clouds: all answer", PLAIN, open(settings, file));
        moto.close();
        check("three clouds: two answer", PLAIN, open(settings, file));
        gcp.close();
        check("three clouds: one answers", PLAIN, open(settings, file));
        azure.close();
        check("three clouds: none answers", "KEY_UNAVAILABLE", open(settings, file));
    }

    private void both(
            String name,
            Map<String, String> environment,
            KeySettings settings,
            List<String> flags,
            String kind,
            String key)
            throws IOException {
        Path theirs = sealedBySops(environment, flags);
        check(name + ": we open what sops sealed", PLAIN, open(settings, theirs));
        try (SecretFiles files = SecretFiles.create(settings)) {
            Path ours = seal(files, List.of(files.keyRing().parse(kind, key)));
            check(name + ": sops opens what we sealed", PLAIN, openedBySops(environment, ours));
            check(name + ": the metadata have the same form", form(theirs), form(ours));
        }
    }

    private Path sealedBySops(Map<String, String> environment, List<String> flags) throws IOException {
        Path file = Files.writeString(this.directory.resolve("secrets.yaml"), PLAIN);
        List<String> arguments = new ArrayList<>(List.of("encrypt", "--in-place"));
        arguments.addAll(flags);
        arguments.add(file.toString());
        Peer.Result result = sops(environment).run(this.directory, arguments);
        if (!result.succeeded()) {
            Files.writeString(file, "sops: " + result);
        }
        return file;
    }

    private String openedBySops(Map<String, String> environment, Path file) {
        Peer.Result result = sops(environment).run(this.directory, List.of("decrypt", file.toString()));
        return result.succeeded() ? result.text() : result.toString();
    }

    private Peer sops(Map<String, String> environment) {
        return new Peer(this.peers.resolve("sops"), environment);
    }

    private Path seal(SecretFiles files, List<MasterKey> keys) throws IOException {
        byte[] sealed = files.seal(
                Source.of("secrets.yaml", PLAIN.getBytes(StandardCharsets.UTF_8)),
                Format.YAML,
                Format.YAML,
                new SealRequest(List.of(keys), 0, Selector.DEFAULT, false));
        return Files.write(this.directory.resolve("ours.yaml"), sealed);
    }

    /** Returns the plain text, or why there is none. */
    private static String open(KeySettings settings, Path file) {
        try (SecretFiles files = SecretFiles.create(settings);
                OpenedFile opened = files.open(Source.read(file), Format.YAML)) {
            return new String(files.plain(opened.branches(), Format.YAML), StandardCharsets.UTF_8);
        } catch (SecretsException ex) {
            return ex.reason().name();
        }
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
        if (expected.equals(actual)) {
            this.tally.passed(name);
        } else {
            this.tally.failed(name, "expected", expected.strip() + "\n        but it was " + actual.strip());
        }
    }
}
