package io.secretsbridge.spring.guard;

import java.util.List;

/**
 * One secret that was found where it does not belong. It may be shown to anybody: it holds nothing of the value.
 *
 * @param name the name as the person wrote it who set it, for example {@code DB_PASSWORD}, {@code -Ddb.password} or
 * {@code --db.password}
 * @param where what kind of place it is, for example {@code environment variable}
 * @param reasons why it is taken for a secret, each the end of a sentence that starts with the name
 * @param properties the configuration properties that it sets, empty when none is known
 */
public record SecretInEnvironment(String name, String where, List<String> reasons, List<String> properties) {

    /**
     * Creates a finding.
     *
     * @param name the name
     * @param where what kind of place it is
     * @param reasons why it is taken for a secret
     * @param properties the properties that it sets
     */
    public SecretInEnvironment {
        reasons = List.copyOf(reasons);
        properties = List.copyOf(properties);
    }
}
