package io.secretsbridge.sops.store;

import io.secretsbridge.sops.store.YamlComment.Kind;
import io.secretsbridge.tree.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.scanner.Scanner;
import org.snakeyaml.engine.v2.scanner.ScannerImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * The tokens of a YAML text on their way from the scanner to the parser. Whenever the parser looks at a token, the
 * comments that belong to it or to what is before it are set aside, for the next node to take.
 */
final class YamlTokens implements Scanner {

    /** A comment belongs to a token at most this far back: start of a map, key, scalar, value. */
    private static final int AHEAD = 5;

    private final YamlText text;

    private final Scanner scanner;

    private final YamlDialect dialect;

    private final YamlCommentScanner comments;

    private final Deque<Lexeme> ahead = new ArrayDeque<>();

    private YamlComments aside = YamlComments.NONE;

    /** What was set aside when the parser took the token that it makes an event of: later comments are not for it. */
    private @Nullable YamlComments held;

    private String stem = "";

    private int stemLength;

    private @Nullable Token taken;

    private boolean afterScalar;

    /** The token that the parser looks at, of which the comments were set aside. */
    private @Nullable Token peeked;

    /**
     * A token and where it counts as started.
     *
     * @param token the token
     * @param start the index
     */
    private record Lexeme(Token token, int start) {}

    YamlTokens(YamlText text, LoadSettings settings) {
        this.text = text;
        this.scanner = new ScannerImpl(settings, new StreamReader(settings, text.text()));
        this.comments = new YamlCommentScanner(text);
        this.dialect = new YamlDialect(text, this.comments);
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        Token token = this.peeked;
        if (token == null) {
            if (!hasNext()) {
                return false;
            }
            token = peekToken();
        }
        Token.ID id = token.getTokenId();
        for (Token.ID choice : choices) {
            if (choice == id) {
                return true;
            }
        }
        return choices.length == 0;
    }

    @Override
    public Token peekToken() {
        Token token = this.peeked;
        if (token == null) {
            fill();
            Lexeme next = this.ahead.element();
            token = next.token();
            unfold(next);
            splitStem(token);
            this.peeked = token;
        }
        return token;
    }

    @Override
    public boolean hasNext() {
        fill();
        return !this.ahead.isEmpty();
    }

    @Override
    public Token next() {
        fill();
        Token token = this.ahead.remove().token();
        this.peeked = null;
        checkOrder(token);
        this.taken = token;
        switch (token.getTokenId()) {
            case BlockEntry -> this.stemLength = this.aside.head().length();
            case Alias, Scalar, FlowSequenceEnd, FlowMappingEnd, BlockEnd -> {
                this.held = this.aside;
                this.aside = YamlComments.NONE;
            }
            default -> {}
        }
        return token;
    }

    /** The parser takes a second scalar for the value of a key after a question mark; {@code sops} does not. */
    private void checkOrder(Token token) {
        boolean scalar = token.getTokenId() == Token.ID.Scalar;
        if (scalar && this.afterScalar) {
            throw this.text.malformed(YamlText.position(token.getStartMark()), "a ':' is missing after a key");
        }
        this.afterScalar = scalar;
    }

    /** Returns where the search for tokens has come to. */
    Position position() {
        return this.comments.cursor().position();
    }

    @Override
    public void resetDocumentIndex() {
        this.scanner.resetDocumentIndex();
    }

    private void fill() {
        while (this.ahead.size() < AHEAD && this.scanner.hasNext()) {
            Token token = this.scanner.next();
            this.comments.reach(token);
            Token ours = this.dialect.check(token);
            this.ahead.add(new Lexeme(ours, this.comments.pass(ours)));
        }
    }

    private void unfold(Lexeme next) {
        Deque<YamlComment> found = this.comments.found();
        while (!found.isEmpty() && next.start() >= found.element().owner()) {
            // The end of a block has no head: the comment waits for what follows.
            if (found.element().kind() == Kind.HEAD && next.token().getTokenId() == Token.ID.BlockEnd) {
                return;
            }
            this.aside = this.aside.plus(found.remove());
        }
    }

    /** What stands before the dash of a collection in a list is for the collection, not for the first item of it. */
    private void splitStem(Token token) {
        if (this.stemLength > 0 && startsBlock(token)) {
            String all = this.aside.head();
            this.stem = all.substring(0, this.stemLength);
            this.aside =
                    this.aside.withHead((all.length() > this.stemLength) ? all.substring(this.stemLength + 1) : "");
        }
        this.stemLength = 0;
    }

    private static boolean startsBlock(Token token) {
        return token.getTokenId() == Token.ID.BlockSequenceStart || token.getTokenId() == Token.ID.BlockMappingStart;
    }

    /**
     * Returns the kind of the last token that the parser took since this was asked before.
     *
     * @return the kind, or {@code null} when it took none
     */
    Token.@Nullable ID lastTaken() {
        Token token = this.taken;
        this.taken = null;
        return (token == null) ? null : token.getTokenId();
    }

    /**
     * Returns whether the parser stands before a token of a kind.
     *
     * @param id the kind
     * @return whether it is next
     */
    boolean isNext(Token.ID id) {
        return !this.ahead.isEmpty() && this.ahead.element().token().getTokenId() == id;
    }

    /**
     * Takes the comments set aside.
     *
     * @return the comments of the node at hand
     */
    YamlComments takeComments() {
        YamlComments comments = this.held;
        if (comments == null) {
            comments = this.aside;
            this.aside = YamlComments.NONE;
        }
        this.held = null;
        this.stem = "";
        return comments;
    }

    /** Leaves the comments set aside to the next node. */
    void keepComments() {
        if (this.held != null) {
            this.aside = this.held.plus(this.aside);
            this.held = null;
        }
    }

    /**
     * Takes what stands before the dash of a collection in a list.
     *
     * @param node the collection
     */
    void giveStem(YamlNode node) {
        if (!this.stem.isEmpty()) {
            node.setComments(YamlComments.NONE.withHead(this.stem));
            this.stem = "";
        }
    }

    /**
     * Takes the first part of the comments at the start of a file, which an empty line sets apart.
     *
     * @return the comments, or an empty string
     */
    String takeDocumentHead() {
        String lines = this.aside.head();
        for (int at = lines.length() - 1; at > 0; at--) {
            if (lines.charAt(at) == '\n') {
                if (at == lines.length() - 1) {
                    this.aside = this.aside.withHead("");
                    return lines.substring(0, at);
                }
                if (lines.charAt(at - 1) == '\n') {
                    this.aside = this.aside.withHead(lines.substring(at + 1));
                    return lines.substring(0, at - 1);
                }
            }
        }
        return "";
    }
}
