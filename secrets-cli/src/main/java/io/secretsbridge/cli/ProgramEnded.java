package io.secretsbridge.cli;

/** The program that this command ran has ended, and said itself what there was to say: its exit code is that of the command. */
final class ProgramEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    ProgramEnded(int code) {
        super(null, null, false, false);
        this.code = code;
    }

    int code() {
        return this.code;
    }
}
