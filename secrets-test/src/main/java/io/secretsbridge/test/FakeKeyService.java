package io.secretsbridge.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A key service in this process that a test writes by {@link #handle}, and that can be told to misbehave as {@link KeyServiceContract}
 * asks for. Listens at a free port of this machine only.
 */
public abstract class FakeKeyService implements AutoCloseable {

    static {
        // Without it each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Answers in place of the service. */
    @FunctionalInterface
    public interface Fault {

        /**
         * Answers a request.
         *
         * @param exchange the request, whose body has been read
         * @throws IOException when the client has gone
         */
        void answer(HttpExchange exchange) throws IOException;
    }

    private record Behaving(@Nullable Fault fault, AtomicInteger left) {}

    private volatile Behaving behaviour = new Behaving(null, new AtomicInteger());

    private final HttpServer server;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Makes a service that speaks HTTP. */
    protected FakeKeyService() {
        this(plain());
    }

    /**
     * Makes a service.
     *
     * @param server the server, bound to an address and not started yet
     */
    protected FakeKeyService(HttpServer server) {
        this.server = server;
        this.server.createContext("/", (exchange) -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            handle(exchange, body);
        });
        this.server.setExecutor(this.threads);
        this.server.start();
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(here(), 0);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Returns a free port of this machine, which nobody reaches from elsewhere.
     *
     * @return the address to bind a server to
     */
    protected static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /**
     * Answers a request.
     *
     * @param exchange the request
     * @param body its body
     * @throws IOException when the client has gone
     */
    protected abstract void handle(HttpExchange exchange, String body) throws IOException;

    /**
     * Returns where it listens.
     *
     * @return the address
     */
    public final URI address() {
        String scheme = (this.server instanceof HttpsServer) ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + this.server.getAddress().getPort());
    }

    /**
     * Lets the next requests be answered by a fault.
     *
     * @param fault the fault, {@code null} for none
     * @param count how many requests
     */
    public final void behave(@Nullable Fault fault, int count) {
        this.behaviour = new Behaving(fault, new AtomicInteger(count));
    }

    /**
     * Answers by a fault when there is one to be.
     *
     * @param exchange the request
     * @return whether it was answered
     * @throws IOException when the client has gone
     */
    protected final boolean misbehaves(HttpExchange exchange) throws IOException {
        Behaving current = this.behaviour;
        Fault fault = current.fault();
        if (fault == null || current.left().getAndDecrement() <= 0) {
            return false;
        }
        fault.answer(exchange);
        return true;
    }

    /**
     * Returns a fault that answers with a text.
     *
     * @param status the status
     * @param body the text
     * @return the fault
     */
    public static Fault text(int status, String body) {
        return (exchange) -> send(exchange, status, body);
    }

    /**
     * Returns a fault that ends the connection without an answer.
     *
     * @param millis how long to wait before
     * @return the fault
     */
    public static Fault silence(long millis) {
        return (exchange) -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    /**
     * Returns a fault that begins a long answer and ends the connection.
     *
     * @param begin the beginning
     * @return the fault
     */
    public static Fault half(String begin) {
        return (exchange) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(begin.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /**
     * Returns a fault that answers without an end.
     *
     * @param begin the beginning
     * @return the fault
     */
    public static Fault endless(String begin) {
        return (exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = "A".repeat(8192).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.getResponseBody().write(begin.getBytes(StandardCharsets.UTF_8));
                while (!Thread.currentThread().isInterrupted()) {
                    exchange.getResponseBody().write(more);
                }
            }
        };
    }

    /**
     * Answers with a JSON text.
     *
     * @param exchange the request
     * @param status the status
     * @param body the text
     * @throws IOException when the client has gone
     */
    protected static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        this.server.stop(0);
        this.threads.shutdownNow();
    }
}
