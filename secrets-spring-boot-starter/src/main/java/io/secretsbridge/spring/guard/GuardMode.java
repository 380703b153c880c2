package io.secretsbridge.spring.guard;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens when a secret is found. */
enum GuardMode {
    /** The application does not start. */
    FAIL,
    /** A warning is logged. */
    WARN,
    /** Nobody looks. */
    OFF;

    /** YAML reads {@code off} as {@code false}. */
    static @Nullable GuardMode of(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "fail", "true", "on" -> FAIL;
            case "warn" -> WARN;
            case "off", "false" -> OFF;
            default -> null;
        };
    }
}
