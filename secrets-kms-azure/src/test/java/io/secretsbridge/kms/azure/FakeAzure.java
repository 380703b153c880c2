package io.secretsbridge.kms.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.secretsbridge.test.FakeKeyService;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks the REST form of Azure Key Vault keys over TLS: the challenge for who comes without a token, {@code GET} of a key,
 * {@code encrypt} and {@code decrypt} by RSA-OAEP-256, and of a token server what a client with a federated token or a secret asks it.
 */
public final class FakeAzure extends FakeKeyService {

    /**
     * A request as it came in.
     *
     * @param method the method
     * @param path the path of the URL
     * @param authorization the header, or an empty text
     * @param body the body
     */
    public record Request(String method, String path, String authorization, String body) {

        boolean isOperation() {
            return (this.path.endsWith("/encrypt") || this.path.endsWith("/decrypt")) && !this.authorization.isEmpty();
        }
    }

    private static final String TENANT = "11111111-2222-3333-4444-555555555555";

    private static final OAEPParameterSpec OAEP_256 =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    private static final Pattern KEY_PATH = Pattern.compile(
            "/keys/(?<name>[^/]+)(?:/(?<version>(?!encrypt$|decrypt$)[^/]*))?(?:/(?<operation>encrypt|decrypt))?");

    private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]*)\"");

    final List<Request> requests = new CopyOnWriteArrayList<>();

    private final Map<String, LinkedHashMap<String, KeyPair>> keys = new ConcurrentHashMap<>();

    private final KeyStore identity;

    /** What it asks tokens for; when empty, by the rule of the clients of Azure, a name that the vault's own name ends in. */
    volatile String resource = "";

    /**
     * Starts it at a free port of this machine.
     *
     * @param directory where its certificate is put, made by the {@code keytool} of this JDK
     */
    public FakeAzure(Path directory) {
        this(identity(directory));
    }

    private FakeAzure(KeyStore identity) {
        super(server(identity));
        this.identity = identity;
    }

    private static HttpsServer server(KeyStore identity) {
        try {
            HttpsServer server = HttpsServer.create(here(), 0);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(identity, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return server;
        } catch (IOException | GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static KeyStore identity(Path directory) {
        try {
            return made(directory);
        } catch (IOException | GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static KeyStore made(Path directory) throws IOException, GeneralSecurityException {
        Path store = directory.resolve("fake-azure.p12");
        if (!Files.exists(store)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "fake",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=ip:127.0.0.1,dns:localhost",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "changeit",
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            try {
                if (keytool.waitFor() != 0) {
                    throw new IOException("keytool made no certificate");
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", ex);
            }
        }
        KeyStore identity = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            identity.load(in, "changeit".toCharArray());
        }
        return identity;
    }

    /** Returns what trusts the certificate, and nothing else. */
    public SSLContext trust() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("fake", certificate());
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Returns the certificate. */
    public Certificate certificate() throws GeneralSecurityException {
        return this.identity.getCertificate("fake");
    }

    /** Adds a key, or a version to a key that is there, which becomes the newest. */
    public void addVersion(String name, String version) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.keys.computeIfAbsent(name, (key) -> new LinkedHashMap<>()).put(version, generator.generateKeyPair());
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    static Fault error(int status, String code, String inner) {
        return text(
                status,
                "{\"error\":{\"code\":\"" + code + "\",\"message\":\"words of the service\""
                        + (inner.isEmpty() ? "" : ",\"innererror\":{\"code\":\"" + inner + "\"}") + "}}");
    }

    @Override
    protected void handle(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Request request = new Request(exchange.getRequestMethod(), path, (header != null) ? header : "", body);
        this.requests.add(request);
        if (!path.startsWith("/keys/")) {
            login(exchange, path);
            return;
        }
        if (request.authorization().isEmpty()) {
            exchange.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Bearer authorization=\"" + address() + "/" + TENANT + "\", resource=\"" + resource()
                                    + "\"");
            error(401, "Unauthorized", "").answer(exchange);
            return;
        }
        if (!misbehaves(exchange)) {
            vault(exchange, path, body);
        }
    }

    private String resource() {
        return this.resource.isEmpty() ? "https://0.0.1:" + address().getPort() : this.resource;
    }

    /** What a client of a tenant or of a managed identity asks before and when it wants a token. */
    private void login(HttpExchange exchange, String path) throws IOException {
        if (path.endsWith("/token")) {
            send(
                    exchange,
                    200,
                    "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"ext_expires_in\":3600,\"expires_on\":\"4102444800\",\"resource\":\"any\",\"access_token\":\"of-the-token-server\"}");
        } else if (path.endsWith("/openid-configuration")) {
            String tenant = address() + "/" + TENANT;
            send(
                    exchange,
                    200,
                    "{\"token_endpoint\":\"" + tenant + "/oauth2/v2.0/token\",\"authorization_endpoint\":\"" + tenant
                            + "/oauth2/v2.0/authorize\",\"issuer\":\"" + tenant
                            + "/v2.0\",\"device_authorization_endpoint\":\""
                            + tenant + "/devicecode\"}");
        } else {
            send(
                    exchange,
                    200,
                    "{\"tenant_discovery_endpoint\":\"" + address() + "/" + TENANT
                            + "/v2.0/.well-known/openid-configuration\",\"metadata\":[]}");
        }
    }

    private void vault(HttpExchange exchange, String path, String body) throws IOException {
        Matcher matcher = KEY_PATH.matcher(path);
        LinkedHashMap<String, KeyPair> versions = matcher.matches() ? this.keys.get(matcher.group("name")) : null;
        if (versions == null) {
            error(404, "KeyNotFound", "").answer(exchange);
            return;
        }
        String version = matcher.group("version");
        if (version == null || version.isEmpty()) {
            version = List.copyOf(versions.keySet()).get(versions.size() - 1);
        }
        KeyPair pair = versions.get(version);
        String identifier = address() + "/keys/" + matcher.group("name") + "/" + version;
        if (pair == null) {
            error(404, "KeyNotFound", "").answer(exchange);
        } else if (matcher.group("operation") == null) {
            RSAPublicKey key = (RSAPublicKey) pair.getPublic();
            send(
                    exchange,
                    200,
                    "{\"key\":{\"kid\":\"" + identifier
                            + "\",\"kty\":\"RSA\",\"key_ops\":[\"encrypt\",\"decrypt\"],\"n\":\""
                            + base64(key.getModulus())
                            + "\",\"e\":\"" + base64(key.getPublicExponent())
                            + "\"},\"attributes\":{\"enabled\":true,\"created\":1700000000,\"updated\":1700000000}}");
        } else {
            crypt(exchange, matcher.group("operation"), identifier, pair, body);
        }
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = (bytes[0] == 0) ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private static void crypt(HttpExchange exchange, String operation, String identifier, KeyPair pair, String body)
            throws IOException {
        Matcher value = VALUE.matcher(body);
        if (!value.find() || !body.contains("\"RSA-OAEP-256\"")) {
            error(400, "BadParameter", "").answer(exchange);
            return;
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
            boolean encrypts = operation.equals("encrypt");
            cipher.init(
                    encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    encrypts ? pair.getPublic() : pair.getPrivate(),
                    OAEP_256);
            byte[] output = cipher.doFinal(Base64.getUrlDecoder().decode(value.group(1)));
            send(
                    exchange,
                    200,
                    "{\"kid\":\"" + identifier + "\",\"value\":\""
                            + Base64.getUrlEncoder().withoutPadding().encodeToString(output) + "\"}");
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            error(400, "BadParameter", "").answer(exchange);
        }
    }
}
