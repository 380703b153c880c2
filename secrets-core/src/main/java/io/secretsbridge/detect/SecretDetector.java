package io.secretsbridge.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a name and a value look like a secret. Stateless and thread-safe. The time is linear in the length of the value,
 * whatever it holds.
 *
 * <p>It cannot know that {@code APP_THING=hunter2} is a secret: "nothing found" never means "nothing there".
 */
public final class SecretDetector {

    static final String ACCESS_KEY_ID_RULE = "value.aws-access-key-id";

    /** From what only secrets look like to what needs a name to be told. */
    private static final List<ValueRule> VALUE_RULES = Stream.of(
                    List.of(new PrivateKeyRule(), new TokenRule()),
                    MarkedTokenRule.ALL,
                    List.of(new UrlRule(), new JwtRule(), new JsonRule(), new AssignmentRule()))
            .<ValueRule>flatMap(List::stream)
            .toList();

    private SecretDetector() {}

    /**
     * Judges a variable or property: what the platform itself put there is passed, then the value is looked at, then the name.
     *
     * @param name the name of the variable or property
     * @param value its value
     * @param surroundings what is known about the place
     * @return the finding, or empty when it does not look like a secret
     */
    public static Optional<Finding> inspect(String name, String value, Surroundings surroundings) {
        Objects.requireNonNull(name, "'name' must not be null");
        Objects.requireNonNull(value, "'value' must not be null");
        if (KnownNames.isPlatformCredential(name, surroundings) || ServiceLinks.isServiceLink(name, value)) {
            return Optional.empty();
        }
        NameRule.Match match = NameRule.match(name);
        Finding byValue = first(value, surroundings);
        if (byValue != null) {
            return Optional.of(asIdentifier(byValue, match));
        }
        if (match == null
                || KnownNames.isNotSecret(name)
                || Vetoes.isHarmless(name, value, match.passwordLike(), surroundings)) {
            return Optional.empty();
        }
        return Optional.of(finding(match));
    }

    /**
     * Judges a name whose value is not known, as that of a variable in a manifest that takes it from elsewhere.
     *
     * @param name the name of the variable or property
     * @return the finding, or empty when the name does not say that the value is a secret
     */
    public static Optional<Finding> inspectName(String name) {
        NameRule.Match match = KnownNames.isNotSecret(name) ? null : NameRule.match(name);
        return (match != null) ? Optional.of(finding(match)) : Optional.empty();
    }

    /**
     * Finds every secret that can be told by its form alone, in the order of their places.
     *
     * @param text any text, a value or a whole file
     * @return the findings, immutable
     */
    public static List<Finding> inspectText(String text) {
        List<Finding> findings = new ArrayList<>();
        VALUE_RULES.forEach((rule) -> rule.find(text, Surroundings.UNKNOWN, findings::add));
        findings.sort(Comparator.comparingInt(Finding::offset));
        return List.copyOf(findings);
    }

    private static @Nullable Finding first(String value, Surroundings surroundings) {
        List<Finding> found = new ArrayList<>(1);
        for (ValueRule rule : VALUE_RULES) {
            rule.find(value, surroundings, (finding) -> {
                found.add(finding);
                return false;
            });
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        return null;
    }

    /** The id of an access key where an id is due is a hint that a static key is in use, and no secret. */
    private static Finding asIdentifier(Finding finding, NameRule.@Nullable Match match) {
        boolean identifier = match != null && match.confidence() == Confidence.LOW;
        return (identifier && finding.rule().equals(ACCESS_KEY_ID_RULE))
                ? finding.withConfidence(Confidence.LOW)
                : finding;
    }

    private static Finding finding(NameRule.Match match) {
        boolean hint = match.confidence() == Confidence.LOW;
        return new Finding(
                hint ? "name.identifier" : "name.word",
                match.confidence(),
                hint ? "is the identifier of a static key" : "has '" + match.word() + "' in its name",
                -1);
    }
}
