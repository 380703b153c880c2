package io.secretsbridge.interop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * What a key service needs of a Kubernetes cluster: tokens of service accounts, and the answer to whether one is real. It says so of
 * the tokens that it made, by their signature.
 */
final class TokenReview implements AutoCloseable {

    private final HttpServer server;

    private final KeyPair keys;

    TokenReview() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        this.server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", (exchange) -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = review(OpenBao.text("token", request)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        this.server.start();
    }

    String address() {
        return "http://127.0.0.1:" + this.server.getAddress().getPort();
    }

    String publicKey() {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(this.keys.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n";
    }

    /** Makes the token that a pod of a service account has. */
    String token(String namespace, String account) throws IOException {
        long now = Instant.now().getEpochSecond();
        String claims =
                "{\"iss\":\"https://kubernetes.default.svc\",\"aud\":[\"vault\"],\"sub\":\"system:serviceaccount:"
                        + namespace + ":" + account + "\",\"iat\":" + now + ",\"nbf\":" + now + ",\"exp\":"
                        + (now + 3600)
                        + ",\"kubernetes.io\":{\"namespace\":\"" + namespace + "\",\"serviceaccount\":{\"name\":\""
                        + account
                        + "\",\"uid\":\"uid-" + account + "\"}}}";
        String signed = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(this.keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException ex) {
            throw new IOException(ex);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String review(String token) throws IOException {
        String[] parts = token.split("\\.", -1);
        boolean real = parts.length == 3 && isSigned(parts);
        String status = "{\"authenticated\":false}";
        if (real) {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            String subject = OpenBao.text("sub", claims);
            status = "{\"authenticated\":true,\"audiences\":[\"vault\"],\"user\":{\"username\":\"" + subject
                    + "\",\"uid\":\""
                    + OpenBao.text("uid", claims)
                    + "\",\"groups\":[\"system:serviceaccounts\",\"system:authenticated\"]}}";
        }
        return "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"status\":" + status + "}";
    }

    private boolean isSigned(String[] parts) throws IOException {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(this.keys.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            return false;
        }
    }

    @Override
    public void close() {
        this.server.stop(0);
    }
}
