package io.secretsbridge.cli;

/**
 * Something that must be cleaned up however the command ends: on {@link #close()}, or when a signal such as that of Ctrl-C
 * ends the JVM before that.
 */
final class OnExit implements AutoCloseable {

    private final Runnable cleanup;

    private final Thread hook;

    private boolean done;

    private OnExit(Runnable cleanup) {
        this.cleanup = cleanup;
        this.hook = new Thread(this::cleanOnce, "cleanup");
    }

    /**
     * Registers a cleanup. It must do no harm when there is nothing to clean up yet, so that it can be registered first.
     *
     * @throws Failure when a signal has come already
     */
    static OnExit clean(Runnable cleanup) {
        OnExit registered = new OnExit(cleanup);
        try {
            Runtime.getRuntime().addShutdownHook(registered.hook);
        } catch (IllegalStateException ex) {
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", null);
        }
        return registered;
    }

    private synchronized void cleanOnce() {
        if (!this.done) {
            this.done = true;
            this.cleanup.run();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(this.hook);
        } catch (IllegalStateException ex) {
            // The JVM is going down, and the hook runs or has run: whoever comes first cleans.
        }
        cleanOnce();
    }
}
