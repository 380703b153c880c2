package io.secretsbridge.cli;

import org.jspecify.annotations.Nullable;

/** The command stops for a reason of its own, not one that the core found. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    private final @Nullable String action;

    Failure(ExitCode code, String problem, @Nullable String action) {
        super(problem);
        this.code = code;
        this.action = action;
    }

    ExitCode code() {
        return this.code;
    }

    @Nullable
    String action() {
        return this.action;
    }
}
