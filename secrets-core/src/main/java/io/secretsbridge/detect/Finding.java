package io.secretsbridge.detect;

/**
 * What was found. It may be shown to anybody: it holds nothing of the value.
 *
 * @param rule the identifier of the rule, for example {@code name.word} or {@code value.private-key}
 * @param confidence how sure it is
 * @param reason why, as the end of a sentence that starts with the name: "holds a private key"
 * @param offset where in the value it starts, in characters from 0, or -1 when the name alone decided
 */
public record Finding(String rule, Confidence confidence, String reason, int offset) {

    Finding withConfidence(Confidence other) {
        return new Finding(this.rule, other, this.reason, this.offset);
    }
}
