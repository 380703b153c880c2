package io.secretsbridge.spring.diagnostics;

/**
 * Stands in for a failure whose messages may quote a secret: the same stack trace and types, no message. Boot logs the cause of
 * an analysis when debug logging is on.
 */
public final class ConcealedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates a stand-in.
     *
     * @param failure the failure
     */
    public ConcealedFailure(Throwable failure) {
        super(failure.getClass().getName() + " (message left out, it may quote a secret)", null, false, true);
        setStackTrace(failure.getStackTrace());
    }
}
