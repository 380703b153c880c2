package io.secretsbridge.kms.vault;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.test.KeyServiceContract.Behaviour;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A transit engine with real keys behind a server that misbehaves when it is told to. Speaks plain HTTP/1.1 over a socket, because
 * the JDK's server cannot end an answer in the middle. Its answers are those that OpenBao 2.7.2 gave.
 */
final class FakeVault implements AutoCloseable {

    static final String TOKEN = "hvs.the-token-that-must-never-show";

    /** What one request was. */
    record Request(String path, Map<String, String> headers, byte[] body) {

        String token() {
            return this.headers.getOrDefault("x-vault-token", "");
        }

        String field(String name) {
            return (tree(this.body).get(name) instanceof ValueNode value) ? value.text() : "";
        }
    }

    /** Answers requests that are none of the transit engine's; {@code null} for 404. */
    interface Extra {

        @Nullable
        Reply answer(Request request);
    }

    /** A whole answer. */
    record Reply(int status, String body, String header) {

        Reply(int status, String body) {
            this(status, body, "X-Nothing: here");
        }
    }

    private final ServerSocket server;

    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

    private final AtomicInteger requests = new AtomicInteger();

    private final AtomicInteger throttled = new AtomicInteger();

    /** When each request that is not of the first volley came. */
    private final List<Long> retries = Collections.synchronizedList(new ArrayList<>());

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    final List<Request> log = new CopyOnWriteArrayList<>();

    final Set<String> tokens = ConcurrentHashMap.newKeySet();

    volatile Extra extra = (request) -> null;

    volatile long delayMillis;

    /** No call is answered before so many are there. */
    volatile @Nullable CyclicBarrier together;

    volatile boolean logging = true;

    private Behaviour behaviour = Behaviour.WORKS;

    private int left;

    private int callsPerSecond = Integer.MAX_VALUE;

    private double allowance;

    private long allowanceAt = System.nanoTime();

    private long limitedAt;

    FakeVault(String... keys) {
        this(ServerSocketFactory.getDefault(), keys);
    }

    FakeVault(ServerSocketFactory factory, String... keys) {
        try {
            this.server = factory.createServerSocket(0, 2000, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        SecureRandom random = new SecureRandom();
        for (String key : keys) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            this.keys.put(key, bytes);
        }
        this.tokens.add(TOKEN);
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-vault");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return this.server.getLocalPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    int requests() {
        return this.requests.get();
    }

    int throttled() {
        return this.throttled.get();
    }

    /** Returns the most requests in any such time, after the first second since the limit was set. */
    int mostIn(Duration window) {
        List<Long> times = this.retries.stream().sorted().toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) > window.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    synchronized void behave(Behaviour behaviour, int requests) {
        this.behaviour = behaviour;
        this.left = requests;
    }

    synchronized void limit(int callsPerSecond) {
        this.callsPerSecond = callsPerSecond;
        this.allowance = callsPerSecond / 10.0;
        this.allowanceAt = System.nanoTime();
        this.limitedAt = this.allowanceAt;
    }

    private synchronized Behaviour next() {
        if (this.callsPerSecond != Integer.MAX_VALUE) {
            long now = System.nanoTime();
            if (now - this.limitedAt > 1_000_000_000L) {
                this.retries.add(now);
            }
            this.allowance = Math.min(
                    this.callsPerSecond / 10.0, this.allowance + (now - this.allowanceAt) * 1e-9 * this.callsPerSecond);
            this.allowanceAt = now;
            if (this.allowance < 1) {
                this.throttled.incrementAndGet();
                return Behaviour.THROTTLES;
            }
            this.allowance--;
        }
        if (this.left <= 0) {
            return Behaviour.WORKS;
        }
        this.left--;
        return this.behaviour;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = this.server.accept();
                this.sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException ex) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            Request request = read(in);
            while (request != null && answer(request, socket, out)) {
                request = read(in);
            }
        } catch (IOException ex) {
            // The other side went away.
        } finally {
            this.sockets.remove(socket);
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new ConcurrentHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon < 0) {
                return null;
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        // As a proxy it gets the whole address.
        String path = URI.create(line.split(" ", -1)[1]).getRawPath();
        return new Request(path, headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Returns whether the connection goes on. */
    private boolean answer(Request request, Socket socket, OutputStream out) throws IOException {
        if (this.logging) {
            this.log.add(request);
        }
        String[] parts = request.path().split("/", -1);
        boolean crypto = parts.length >= 5 && Set.of("encrypt", "decrypt").contains(parts[parts.length - 2]);
        if (!crypto) {
            Reply reply = this.extra.answer(request);
            send(out, (reply != null) ? reply : errors(404, "no handler for route"));
            return true;
        }
        this.requests.incrementAndGet();
        CyclicBarrier others = this.together;
        if (others != null) {
            try {
                others.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
                throw new IOException("the calls did not come at once", ex);
            }
        }
        pause(this.delayMillis);
        switch (next()) {
            case DENIES -> send(out, errors(403, "1 error occurred:\\n\\t* permission denied\\n\\n"));
            case REFUSES_THE_CREDENTIAL -> send(out, errors(403, "permission denied"));
            case KNOWS_NO_KEY -> send(out, errors(400, "encryption key not found"));
            case THROTTLES ->
                send(
                        out,
                        new Reply(
                                429,
                                errors(429, "request path: rate limit quota exceeded")
                                        .body(),
                                "X-Ratelimit: 1"));
            case IS_DOWN -> send(out, errors(503, "Vault is sealed"));
            case HANGS -> pause(60_000);
            case RESETS -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case ANSWERS_HALF -> {
                raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":{\"plain");
                return false;
            }
            case ANSWERS_GARBAGE -> {
                raw(out, "\u0000\u0001 this is no HTTP \r\n\r\n\r\n");
                return false;
            }
            case ANSWERS_NONSENSE ->
                send(out, new Reply(200, "{\"data\":{\"plaintext\":\"AAAA\",\"ciphertext\":\"AAAA\"}}"));
            case ANSWERS_ENDLESSLY -> {
                raw(out, "HTTP/1.1 200 OK\r\n\r\n{\"data\":{\"plaintext\":\"");
                while (!socket.isClosed()) {
                    raw(out, "A".repeat(1000));
                    pause(1);
                }
            }
            default -> send(out, transit(request, parts));
        }
        return true;
    }

    private Reply transit(Request request, String[] parts) {
        String key = parts[parts.length - 1];
        String operation = parts[parts.length - 2];
        if (!this.tokens.contains(request.token())) {
            return errors(403, "permission denied");
        }
        if (!this.keys.containsKey(key)) {
            return errors(400, "encryption key not found");
        }
        try {
            if (operation.equals("encrypt")) {
                byte[] iv = new byte[12];
                new SecureRandom().nextBytes(iv);
                byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, iv)
                        .doFinal(Base64.getDecoder().decode(request.field("plaintext")));
                byte[] both = Arrays.copyOf(iv, iv.length + sealed.length);
                System.arraycopy(sealed, 0, both, iv.length, sealed.length);
                return new Reply(
                        200,
                        "{\"request_id\":\"x\",\"data\":{\"ciphertext\":\"vault:v1:"
                                + Base64.getEncoder().encodeToString(both) + "\",\"key_version\":1}}");
            }
            byte[] both = Base64.getDecoder().decode(request.field("ciphertext").replaceFirst("^vault:v1:", ""));
            byte[] opened =
                    cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(both, 12)).doFinal(both, 12, both.length - 12);
            return new Reply(
                    200, "{\"data\":{\"plaintext\":\"" + Base64.getEncoder().encodeToString(opened) + "\"}}");
        } catch (GeneralSecurityException | RuntimeException ex) {
            return errors(400, "cipher: message authentication failed");
        }
    }

    private Cipher cipher(int mode, String key, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(this.keys.get(key), "AES"), new GCMParameterSpec(128, iv));
        return cipher;
    }

    static Reply errors(int status, String message) {
        return new Reply(status, "{\"errors\":[\"" + message + "\"]}");
    }

    static MapNode tree(byte[] json) {
        return Stores.of(Format.JSON).readPlain(Source.of("request", json)).get(0);
    }

    private static void send(OutputStream out, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        raw(
                out,
                "HTTP/1.1 " + reply.status() + " Status\r\nContent-Type: application/json\r\n" + reply.header()
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n" + reply.body());
    }

    private static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            this.server.close();
            for (Socket socket : this.sockets) {
                socket.close();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Writes a file that only its owner can read. */
    static Path secretFile(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
