package io.secretsbridge.spring.config;

import org.springframework.util.SystemPropertyUtils;

/**
 * Keeps a value that is a secret and nothing else as it is: a password may well hold a dollar sign before a brace, and Spring
 * would put something in its place.
 */
final class Placeholders {

    private static final String ESCAPED = SystemPropertyUtils.ESCAPE_CHARACTER + SystemPropertyUtils.PLACEHOLDER_PREFIX;

    private Placeholders() {}

    static String escaped(String value) {
        return value.replace(SystemPropertyUtils.PLACEHOLDER_PREFIX, ESCAPED);
    }
}
