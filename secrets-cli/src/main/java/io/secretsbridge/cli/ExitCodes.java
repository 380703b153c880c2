package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;

/** Which exit code a failure of the core gets. The only place that decides it. */
final class ExitCodes {

    /** What a command does with its input, which decides between two codes that {@code sops} has for a broken one. */
    enum Input {
        /** A plain file that is to be sealed. */
        PLAIN,
        /** A sealed file that is to be opened. */
        SEALED
    }

    private ExitCodes() {}

    static ExitCode of(SecretsException failure, Input input) {
        return switch (failure.reason()) {
            case NOT_FOUND -> (failure.location().keyPath() != null) ? ExitCode.GENERIC : ExitCode.NO_FILE;
            case UNREADABLE -> ExitCode.CANNOT_READ;
            case UNWRITABLE -> ExitCode.CANNOT_WRITE;
            case MALFORMED, LIMIT_EXCEEDED -> (input == Input.PLAIN) ? ExitCode.CANNOT_READ : ExitCode.GENERIC;
            case ALREADY_SEALED -> ExitCode.ALREADY_SEALED;
            case EMPTY -> ExitCode.EMPTY;
            case NOT_EXPRESSIBLE -> ExitCode.CANNOT_EMIT;
            case VALUE_TAMPERED -> ExitCode.VALUE_TAMPERED;
            case MAC_MISMATCH -> ExitCode.MAC_MISMATCH;
            case SEAL_FAILED -> ExitCode.CANNOT_SEAL;
            case KEY_UNAVAILABLE -> ExitCode.NO_KEY;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case NOT_SEALED,
                    WRAP_FAILED,
                    INVALID_KEY,
                    INVALID_CONFIGURATION,
                    INVALID_ARGUMENT,
                    NO_MATCHING_RULE,
                    TIMED_OUT -> ExitCode.GENERIC;
        };
    }
}
