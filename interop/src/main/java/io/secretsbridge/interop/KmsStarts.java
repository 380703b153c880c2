package io.secretsbridge.interop;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.kms.azure.FakeAzure;
import io.secretsbridge.kms.gcp.FakeGcp;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Measures from the start of a JVM to its first value, for each key service, against a server on this machine: {@code KmsStarts PEERS
 * ROUNDS}. Prints {@code what|ours|peer|unit} lines for {@code benchmarks/run}.
 */
final class KmsStarts {

    private static final byte[] PLAIN = "db:\n    password: hunter2\n".getBytes(StandardCharsets.UTF_8);

    private static final String GCP_KEY = "projects/p/locations/global/keyRings/r/cryptoKeys/app";

    private static final Path LIBRARIES = Path.of("interop", "target", "lib");

    /** What the core brings; a class path by the names of the jars, because Maven puts all of them into one folder. */
    private static final String CORE = "secrets-core-|snakeyaml-engine-|jagged-|re2j-|jspecify-";

    private final Path directory;

    private final int rounds;

    private KmsStarts(Path directory, int rounds) {
        this.directory = directory;
        this.rounds = rounds;
    }

    /** One way to start. */
    private record Start(List<String> options, String classPath, Path file, Map<String, String> environment) {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path peers = Path.of(arguments[0]);
        Path directory = Scratch.create();
        try {
            new KmsStarts(directory, Integer.parseInt(arguments[1])).run(peers);
        } finally {
            Scratch.delete(directory);
        }
        System.exit(0);
    }

    private void run(Path peers) throws IOException, GeneralSecurityException {
        String all = classPath(CORE + "|secrets-kms-|");
        Path keys = this.directory.resolve("keys.txt");
        Path age = seal("age", KeySettings.ofEnvironment(Map.of()), AgeKeysFile.create(keys));
        Map<String, String> ageKeys = Map.of("SOPS_AGE_KEY_FILE", keys.toString());
        Start withAll = new Start(List.of(), all, age, ageKeys);
        pair(
                "start to first value of a file with an age key only: the four key services on the class path, beside only what they"
                        + " bring",
                withAll,
                new Start(List.of(), classPath(CORE + "|(?!secrets-kms-)"), age, ageKeys));
        pair(
                "the same beside the core alone: a hundred jars less, each of which the JDK opens for the first cipher",
                withAll,
                new Start(List.of(), classPath(CORE), age, ageKeys));
        try (OpenBao bao = new OpenBao(peers.resolve("bao"), this.directory)) {
            bao.post("sys/mounts/transit", "{\"type\":\"transit\"}");
            bao.post("transit/keys/app", "{}");
            vault(bao.plainAddress(), "OpenBao", Map.of());
            vault(
                    bao.address(),
                    "OpenBao, TLS with a CA of its own",
                    Map.of("VAULT_CACERT", bao.caFile().toString()));
        }
        try (Moto moto = new Moto(peers.resolve("moto_server"), this.directory)) {
            Map<String, String> environment = Map.of(
                    "AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
                    "AWS_SECRET_ACCESS_KEY", "hush",
                    "AWS_ENDPOINT_URL", moto.address().toString(),
                    "AWS_EC2_METADATA_DISABLED", "true");
            Path file = seal("kms", KeySettings.ofEnvironment(environment), moto.createKey("eu-west-1"));
            one("start to first value, AWS KMS (moto)", new Start(List.of(), all, file, environment));
        }
        try (FakeGcp gcp = new FakeGcp()) {
            gcp.addVersion(GCP_KEY);
            Map<String, String> environment = Map.of(
                    "SOPS_GCP_KMS_CLIENT_TYPE", "rest",
                    "SOPS_GCP_KMS_ENDPOINT", gcp.address().toString(),
                    "GOOGLE_OAUTH_ACCESS_TOKEN", "any");
            Path file = seal("gcp_kms", KeySettings.ofEnvironment(environment), GCP_KEY);
            one("start to first value, Google Cloud KMS (REST)", new Start(List.of(), all, file, environment));
        }
        azure(all);
    }

    private void vault(String address, String what, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("VAULT_ADDR", address);
        environment.put("VAULT_TOKEN", OpenBao.ROOT_TOKEN);
        Path file = seal("hc_vault", KeySettings.ofEnvironment(environment), address + "/v1/transit/keys/app");
        one(
                "start to first value, Vault's transit engine (" + what + ")",
                new Start(List.of(), classPath(CORE + "|secrets-kms-vault-"), file, environment));
    }

    private void azure(String classPath) throws IOException, GeneralSecurityException {
        SSLContext before = SSLContext.getDefault();
        try (FakeAzure azure = new FakeAzure(this.directory)) {
            SSLContext.setDefault(azure.trust());
            azure.addVersion("app", "0123456789abcdef0123456789abcdef");
            Map<String, String> environment =
                    Map.of("SECRETS_AZURE_VAULTS", azure.address().toString());
            KeySettings settings = KeySettings.ofEnvironment(environment)
                    .withClient(
                            TokenCredential.class,
                            (request) -> Mono.just(new AccessToken(
                                    "any", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))));
            Path file = seal("azure_kv", settings, azure.address() + "/keys/app");
            Path trust = this.directory.resolve("trust.p12");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("azure", azure.certificate());
            try (OutputStream out = Files.newOutputStream(trust)) {
                store.store(out, "changeit".toCharArray());
            }
            one(
                    "start to first value, Azure Key Vault (TLS, a token at hand)",
                    new Start(
                            List.of(
                                    "-Djavax.net.ssl.trustStore=" + trust,
                                    "-Djavax.net.ssl.trustStorePassword=changeit"),
                            classPath,
                            file,
                            environment));
        } finally {
            SSLContext.setDefault(before);
        }
    }

    /** Returns the jars whose names begin with one of the words, those of the core first, as Maven puts what is asked for first. */
    private static String classPath(String words) throws IOException {
        Pattern wanted = Pattern.compile("(" + words + ").*(?<!-tests)\\.jar");
        Pattern core = Pattern.compile("(" + CORE + ").*");
        List<String> entries = new ArrayList<>(List.of("interop/target/classes"));
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            files.filter((file) -> wanted.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing((Path file) ->
                                    !core.matcher(file.getFileName().toString()).matches())
                            .thenComparing(Path::toString))
                    .map(Path::toString)
                    .forEach(entries::add);
        }
        return String.join(File.pathSeparator, entries);
    }

    private Path seal(String kind, KeySettings settings, String key) throws IOException {
        try (SecretFiles files = SecretFiles.create(settings)) {
            SealRequest request =
                    new SealRequest(List.of(List.of(files.keyRing().parse(kind, key))), 0, Selector.DEFAULT, false);
            byte[] sealed = files.seal(Source.of("secrets.yaml", PLAIN), Format.YAML, Format.YAML, request);
            return Files.write(this.directory.resolve(kind + ".yaml"), sealed);
        }
    }

    private void one(String what, Start start) throws IOException {
        double[] millis = new double[this.rounds];
        time(start);
        for (int i = 0; i < millis.length; i++) {
            millis[i] = time(start);
        }
        print(what + ", median of " + this.rounds, millis, null);
    }

    private void pair(String what, Start ours, Start peer) throws IOException {
        double[] first = new double[2 * this.rounds];
        double[] second = new double[2 * this.rounds];
        time(ours);
        time(peer);
        for (int i = 0; i < first.length; i++) {
            // The second of a pair finds the machine warmer, so the two take turns.
            if (i % 2 == 0) {
                first[i] = time(ours);
                second[i] = time(peer);
            } else {
                second[i] = time(peer);
                first[i] = time(ours);
            }
        }
        print(what + ", median of " + first.length + " pairs", first, second);
    }

    private static void print(String what, double[] ours, double @Nullable [] peer) {
        System.out.println(what + "|" + median(ours) + "|" + ((peer != null) ? median(peer) : "-") + "|ms");
    }

    private static String median(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.0f", sorted[sorted.length / 2]);
    }

    private double time(Start start) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(start.options());
        command.addAll(List.of(
                "-cp",
                start.classPath(),
                FirstValue.class.getName(),
                start.file().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("HOME", this.directory.toString());
        builder.environment().putAll(start.environment());
        long begin = System.nanoTime();
        Process process = builder.start();
        List<String> said = new ArrayList<>();
        // Not until its end: a JVM with an idle connection takes 300 ms to exit, which is nothing that an application
        // waits for.
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals(FirstValue.READY + "7")) {
                    return (System.nanoTime() - begin) / 1e6;
                }
                said.add(line);
            }
        } finally {
            process.destroyForcibly();
            process.onExit().join();
        }
        throw new IOException("A start failed: " + said.stream().limit(20).collect(Collectors.joining("\n")));
    }
}
