package io.secretsbridge.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that reads a plaintext of ours. When a signal ends this command, it ends the program first and waits for that, so that
 * nothing is written any more to a folder that is about to be removed.
 */
final class ChildProcess {

    private @Nullable Process process;

    private boolean ended;

    private ChildProcess() {}

    /**
     * Runs a program to its end.
     *
     * @param builder the program
     * @param grace how long it has to end after a signal before it is killed
     * @return its exit code; 128 and the number of the signal when one ended it
     * @throws IOException when it cannot be started
     * @throws Failure when this thread is interrupted or a signal ends this command
     */
    static int run(ProcessBuilder builder, Duration grace) throws IOException {
        ChildProcess child = new ChildProcess();
        OnExit stop = OnExit.clean(() -> child.end(grace));
        try {
            return child.start(builder).waitFor();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted while a program was running", null);
        } finally {
            stop.close();
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        // A signal may come before there is a process.
        if (this.ended) {
            throw new InterruptedException();
        }
        Process started = builder.start();
        this.process = started;
        return started;
    }

    private synchronized void end(Duration grace) {
        this.ended = true;
        if (this.process == null) {
            return;
        }
        this.process.destroy();
        try {
            if (!this.process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                this.process.destroyForcibly();
            }
        } catch (InterruptedException ex) {
            this.process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
