package io.secretsbridge.spring;

import io.secretsbridge.SecretsException;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.context.config.ConfigDataLocation;

/**
 * An import of secrets that failed for another reason than absence, so that {@code optional:} does not forgive it. The cause
 * says what is wrong; this adds which import it was.
 */
public final class SecretImportException extends RuntimeException implements ExitCodeGenerator {

    /** The exit code of an application that cannot get its secrets: {@code EX_CONFIG} of {@code sysexits.h}. */
    public static final int EXIT_CODE = 78;

    private static final long serialVersionUID = 1L;

    private final transient ConfigDataLocation importLocation;

    private final SecretsException failure;

    /**
     * Creates an exception.
     *
     * @param importLocation the import as the configuration has it
     * @param failure what is wrong
     */
    public SecretImportException(ConfigDataLocation importLocation, SecretsException failure) {
        super("The import '" + importLocation + "' failed: " + failure.getMessage(), failure);
        this.importLocation = importLocation;
        this.failure = failure;
    }

    /**
     * Returns the import as the configuration has it, with its origin.
     *
     * @return the location
     */
    public ConfigDataLocation importLocation() {
        return this.importLocation;
    }

    /**
     * Returns what is wrong.
     *
     * @return the failure
     */
    public SecretsException failure() {
        return this.failure;
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
