package io.secretsbridge.detect;

import java.util.List;
import java.util.function.Predicate;

/** A token whose mark stands in its middle. */
final class MarkedTokenRule implements ValueRule {

    static final List<ValueRule> ALL = List.of(
            new MarkedTokenRule(
                    "value.azure-client-secret", "an Azure client secret", "Q~", 4, Alphabet.UNRESERVED, 31, 34),
            new MarkedTokenRule(
                    "value.terraform-token", "a Terraform token", ".atlasv1.", 14, Alphabet.URL_SAFE, 60, 70),
            new MarkedTokenRule("value.openai-key", "an OpenAI key", "T3BlbkFJ", 20, Alphabet.URL_SAFE, 20, 156));

    private final String rule;

    private final String what;

    private final String mark;

    private final int before;

    private final Alphabet alphabet;

    private final int minAfter;

    private final int maxAfter;

    private MarkedTokenRule(
            String rule, String what, String mark, int before, Alphabet alphabet, int minAfter, int maxAfter) {
        this.rule = rule;
        this.what = what;
        this.mark = mark;
        this.before = before;
        this.alphabet = alphabet;
        this.minAfter = minAfter;
        this.maxAfter = maxAfter;
    }

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int at = text.indexOf(this.mark, this.before);
        while (at >= 0) {
            int start = at - this.before;
            int after = at + this.mark.length();
            int end = this.alphabet.endOfRun(text, after, after + this.maxAfter);
            if (this.alphabet.endOfRun(text, start, at) == at
                    && end - after >= this.minAfter
                    && !sink.test(new Finding(this.rule, Confidence.HIGH, "holds " + this.what, start))) {
                return;
            }
            at = text.indexOf(this.mark, after);
        }
    }
}
