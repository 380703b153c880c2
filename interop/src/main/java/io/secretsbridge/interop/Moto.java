package io.secretsbridge.interop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The KMS and STS of moto, a server of its own. */
final class Moto implements AutoCloseable {

    private static final int START_SECONDS = 60;

    private static final Pattern ARN = Pattern.compile("\"Arn\": ?\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();

    private final Process process;

    private final URI address;

    Moto(Path program, Path directory) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        this.address = URI.create("http://127.0.0.1:" + port);
        this.process = new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("moto.log").toFile())
                .start();
        await();
    }

    private void await() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && this.process.isAlive()) {
            try {
                kms("ListKeys", "eu-west-1", "{}");
                return;
            } catch (ConnectException ex) {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        close();
        throw new IOException("moto did not start within " + START_SECONDS + " s");
    }

    URI address() {
        return this.address;
    }

    /** Makes a key and returns its ARN. */
    String createKey(String region) throws IOException {
        Matcher arn = ARN.matcher(kms("CreateKey", region, "{}"));
        if (!arn.find()) {
            throw new IOException("moto made no key");
        }
        return arn.group(1);
    }

    /** Makes an alias of a key and returns its ARN. */
    String createAlias(String keyArn, String name) throws IOException {
        String[] parts = keyArn.split(":", -1);
        kms(
                "CreateAlias",
                parts[3],
                "{\"AliasName\":\"alias/" + name + "\",\"TargetKeyId\":\"" + keyArn.substring(keyArn.indexOf('/') + 1)
                        + "\"}");
        return keyArn.substring(0, keyArn.lastIndexOf(':') + 1) + "alias/" + name;
    }

    /** Moto takes any signature. */
    private String kms(String operation, String region, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(this.address)
                .header("X-Amz-Target", "TrentService." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIA/20260101/" + region
                                + "/kms/aws4_request, SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return this.http.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
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
