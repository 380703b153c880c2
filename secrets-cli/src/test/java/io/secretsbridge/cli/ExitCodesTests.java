package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodesTests {

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 100, 100",
        "UNREADABLE, 2, 2",
        "UNWRITABLE, 3, 3",
        "MALFORMED, 2, 1",
        "LIMIT_EXCEEDED, 2, 1",
        "NOT_SEALED, 1, 1",
        "ALREADY_SEALED, 203, 203",
        "EMPTY, 92, 92",
        "NOT_EXPRESSIBLE, 4, 4",
        "VALUE_TAMPERED, 25, 25",
        "MAC_MISMATCH, 51, 51",
        "SEAL_FAILED, 23, 23",
        "KEY_UNAVAILABLE, 128, 128",
        "WRAP_FAILED, 1, 1",
        "INVALID_KEY, 1, 1",
        "INVALID_CONFIGURATION, 1, 1",
        "NO_MATCHING_RULE, 1, 1",
        "INVALID_ARGUMENT, 1, 1",
        "TIMED_OUT, 1, 1",
        "INTERRUPTED, 130, 130"
    })
    void ofGivesTheCodeOfSops(Reason reason, int plain, int sealed) {
        SecretsException failure = new SecretsException(reason, Location.of("file"), "problem", null);
        assertThat(ExitCodes.of(failure, ExitCodes.Input.PLAIN).number()).isEqualTo(plain);
        assertThat(ExitCodes.of(failure, ExitCodes.Input.SEALED).number()).isEqualTo(sealed);
    }

    @Test
    void ofWhenAKeyPathIsNotFoundIsGeneric() {
        Location location = new Location("file", 0, 0, "[\"a\"]");
        SecretsException failure = new SecretsException(Reason.NOT_FOUND, location, "problem", null);
        assertThat(ExitCodes.of(failure, ExitCodes.Input.SEALED)).isEqualTo(ExitCode.GENERIC);
    }
}
