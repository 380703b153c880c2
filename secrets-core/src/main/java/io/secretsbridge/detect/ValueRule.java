package io.secretsbridge.detect;

import java.util.function.Predicate;

/**
 * One form that secrets have. A rule passes over the text once, so that its time is linear in the length whatever the text
 * holds: what a rule looks at around a place is bounded.
 */
interface ValueRule {

    /**
     * Finds the places where the rule fires, in order.
     *
     * @param text the text
     * @param surroundings what is known about the place of the text
     * @param sink takes each finding and returns whether to go on
     */
    void find(String text, Surroundings surroundings, Predicate<Finding> sink);
}
