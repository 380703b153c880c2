package io.secretsbridge.sops;

import com.google.re2j.PatternSyntaxException;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A selector on its walk through a tree: told of every key, level and comment in the order of the tree, it says whether the
 * value at hand is sealed. Each text is matched once, so that the walk stays linear.
 */
final class Selection {

    private final Selector.Kind kind;

    /** Whether keys are matched by a regular expression, which costs more than to remember what it said. */
    private final boolean keysByRegex;

    private final Predicate<String> matcher;

    private final Map<String, Boolean> known = new HashMap<>();

    /** How many keys of the current path lie at or below the first one that matches. */
    private int matchedKeys;

    /** For each level, how many of its active comments match; the last is the innermost level. */
    private final Deque<Integer> matchedComments = new ArrayDeque<>();

    private int allMatchedComments;

    private boolean newestCommentMatches;

    private Selection(Selector.Kind kind, Predicate<String> matcher) {
        this.kind = kind;
        this.matcher = matcher;
        this.keysByRegex = kind == Selector.Kind.UNENCRYPTED_REGEX || kind == Selector.Kind.ENCRYPTED_REGEX;
    }

    /**
     * Returns the selection for sealing.
     *
     * @param where what holds the selector, for errors
     * @throws PatternSyntaxException when the selector is an invalid regular expression
     * @throws SecretsException with reason {@code LIMIT_EXCEEDED} when it is too large a one
     */
    static Selection strict(Selector selector, Location where) {
        return new Selection(selector.kind(), matcher(selector, where));
    }

    /**
     * Returns the selection for opening. There an invalid regular expression matches nothing, as in {@code sops}; the MAC
     * tells whether that is what the file was sealed with.
     */
    static Selection lenient(Selector selector, Location where) {
        try {
            return strict(selector, where);
        } catch (PatternSyntaxException ex) {
            return new Selection(selector.kind(), (text) -> false);
        }
    }

    private static Predicate<String> matcher(Selector selector, Location where) {
        String text = selector.text();
        return switch (selector.kind()) {
            case DEFAULT -> (key) -> key.endsWith(Selector.DEFAULT_SUFFIX);
            case UNENCRYPTED_SUFFIX, ENCRYPTED_SUFFIX -> (key) -> key.endsWith(text);
            case UNENCRYPTED_REGEX, ENCRYPTED_REGEX, UNENCRYPTED_COMMENT_REGEX, ENCRYPTED_COMMENT_REGEX -> {
                yield RegularExpression.compile(text, where)::find;
            }
        };
    }

    void enterKey(String key) {
        if (this.matchedKeys > 0 || matchesKey(key)) {
            this.matchedKeys++;
        }
    }

    private boolean matchesKey(String key) {
        if (this.keysByRegex) {
            return this.known.computeIfAbsent(key, this.matcher::test);
        }
        return !this.kind.byComment() && this.matcher.test(key);
    }

    void leaveKey() {
        if (this.matchedKeys > 0) {
            this.matchedKeys--;
        }
    }

    void enterLevel() {
        this.matchedComments.addLast(0);
    }

    void leaveLevel() {
        this.allMatchedComments -= this.matchedComments.removeLast();
    }

    /** Takes a comment, which stays active until the next item of its level is done. */
    void comment(String text) {
        this.newestCommentMatches = this.kind.byComment() && this.matcher.test(text);
        if (this.newestCommentMatches) {
            this.matchedComments.addLast(this.matchedComments.removeLast() + 1);
            this.allMatchedComments++;
        }
    }

    /** Ends an item that is no comment, and with it the comments before it. */
    void itemDone() {
        this.allMatchedComments -= this.matchedComments.removeLast();
        this.matchedComments.addLast(0);
    }

    /** Returns whether the value at hand is sealed. */
    boolean sealsValue() {
        return switch (this.kind) {
            case DEFAULT, UNENCRYPTED_SUFFIX, UNENCRYPTED_REGEX -> this.matchedKeys == 0;
            case ENCRYPTED_SUFFIX, ENCRYPTED_REGEX -> this.matchedKeys > 0;
            case UNENCRYPTED_COMMENT_REGEX -> this.allMatchedComments == 0;
            case ENCRYPTED_COMMENT_REGEX -> this.allMatchedComments > 0;
        };
    }

    /** Returns whether the comment that was taken last is itself sealed. The comment that starts the sealing stays readable. */
    boolean sealsComment() {
        if (this.kind == Selector.Kind.ENCRYPTED_COMMENT_REGEX) {
            return this.allMatchedComments - (this.newestCommentMatches ? 1 : 0) > 0;
        }
        return sealsValue();
    }

    /** Returns whether a sealed comment would be taken for the one that ends the sealing when the file is opened. */
    boolean misreadsSealedComment(String sealed) {
        return this.kind == Selector.Kind.UNENCRYPTED_COMMENT_REGEX && this.matcher.test(sealed);
    }
}
