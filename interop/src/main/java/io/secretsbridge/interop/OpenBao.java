package io.secretsbridge.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real OpenBao server with storage in memory and TLS, ended by {@link #close()}. */
final class OpenBao implements AutoCloseable {

    static final String ROOT_TOKEN = "root-of-the-interop-server";

    private static final int START_SECONDS = 60;

    private final Process process;

    private final String address;

    private final String plainAddress;

    private final Path caFile;

    private final HttpClient http;

    OpenBao(Path program, Path directory) throws IOException {
        int port = freePort();
        int plainPort = freePort();
        Path tls = Files.createDirectories(directory.resolve("tls"));
        this.address = "https://127.0.0.1:" + port;
        this.plainAddress = "http://127.0.0.1:" + plainPort;
        Path listener = Files.writeString(
                directory.resolve("listener.hcl"),
                "listener \"tcp\" {\n  address = \"127.0.0.1:" + plainPort + "\"\n  tls_disable = true\n}\n");
        this.caFile = tls.resolve("vault-ca.pem");
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "server",
                        "-dev",
                        "-dev-tls",
                        "-dev-tls-cert-dir=" + tls,
                        "-dev-no-store-token",
                        "-dev-root-token-id=" + ROOT_TOKEN,
                        "-dev-listen-address=127.0.0.1:" + port,
                        "-config=" + listener)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("bao.log").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", directory.toString());
        this.process = builder.start();
        try {
            awaitFile();
            this.http = HttpClient.newBuilder().sslContext(trust(this.caFile)).build();
            awaitAnswer();
        } catch (IOException ex) {
            close();
            throw ex;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitFile() throws IOException {
        await(() -> Files.exists(this.caFile) && Files.size(this.caFile) > 0);
    }

    private void awaitAnswer() throws IOException {
        await(() -> {
            try {
                return send("GET", "sys/health", "").statusCode() == 200;
            } catch (IOException ex) {
                return false;
            }
        });
    }

    private interface Condition {

        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end || !this.process.isAlive()) {
                throw new IOException("OpenBao did not start within " + START_SECONDS + " s");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", ex);
            }
        }
    }

    private static SSLContext trust(Path caFile) throws IOException {
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
    }

    String address() {
        return this.address;
    }

    /** Where it answers without TLS. */
    String plainAddress() {
        return this.plainAddress;
    }

    Path caFile() {
        return this.caFile;
    }

    /** Sets something up with the root token. */
    String post(String path, String json) throws IOException {
        return post("", path, json);
    }

    /** Sets something up in a namespace. */
    String post(String namespace, String path, String json) throws IOException {
        HttpResponse<String> response = send("POST", namespace.isEmpty() ? path : namespace + "/" + path, json);
        if (response.statusCode() >= 300) {
            throw new IOException("OpenBao answers " + response.statusCode() + " to " + path + ": " + response.body());
        }
        return response.body();
    }

    String get(String path) throws IOException {
        return send("GET", path, "").body();
    }

    void delete(String path) throws IOException {
        send("DELETE", path, "");
    }

    private HttpResponse<String> send(String method, String path, String json) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(this.address + "/v1/" + path))
                .header("X-Vault-Token", ROOT_TOKEN)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            return this.http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
    }

    /** Makes a token that has one policy. */
    String token(String policy) throws IOException {
        return text("client_token", post("auth/token/create", "{\"policies\":[\"" + policy + "\"],\"ttl\":\"1h\"}"));
    }

    static String text(String field, String json) throws IOException {
        Matcher matcher = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IOException("the answer of OpenBao has no " + field);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        this.process.destroy();
        try {
            if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
                this.process.destroyForcibly();
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            this.process.destroyForcibly();
        }
    }
}
