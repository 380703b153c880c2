package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A named pipe, which hands a plaintext to the first program that reads it, so that it never is a file's content. */
final class PlainPipe implements AutoCloseable {

    private final Path path;

    private PlainPipe(Path path) {
        this.path = path;
    }

    /**
     * Makes a pipe and waits, on another thread, for somebody who reads it.
     *
     * @param path where it shall be
     * @param content what it hands out, once; wiped then, and when there is no pipe
     * @return the pipe
     * @throws SecretsException with reason {@code UNWRITABLE} when it cannot be made
     */
    static PlainPipe create(Path path, byte[] content) {
        if (!make(path)) {
            Arrays.fill(content, (byte) 0);
            throw new SecretsException(
                    Reason.UNWRITABLE,
                    Location.of(path.toString()),
                    "the pipe for the plain text cannot be made",
                    "Try --no-fifo, which makes a file that only you can read");
        }
        Thread writer = new Thread(() -> write(path, content), "pipe");
        writer.setDaemon(true);
        writer.start();
        return new PlainPipe(path);
    }

    /** Java has no call for it. */
    private static boolean make(Path path) {
        try {
            return new ProcessBuilder("mkfifo", "-m", "600", path.toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException ex) {
            return false;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void write(Path path, byte[] content) {
        // Without CREATE: once the pipe is removed, nothing may appear in its place.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException ex) {
            // Whoever read it has enough, or nobody read it.
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    Path path() {
        return this.path;
    }

    /** Ends the waiting when nobody read it. */
    @Override
    public void close() {
        try {
            FileChannel.open(this.path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException ex) {
            // The pipe is gone, and nobody waits at it.
        }
    }
}
