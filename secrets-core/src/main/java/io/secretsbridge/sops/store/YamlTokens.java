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

    private Comments aside = Comments.NONE;

    /** What was set aside when the parser took the token that it makes an event of: later comments are not for it. */
    private @Nullable Comments held;

    private String stem = "";

    private int stemLength;

    private @Nullable Token taken;

    private boolean afterScalar;

    /**
     * A token and where it counts as started.
     *
     * @param token the token
     * @param start the index
     */
    private record Lexeme(Token token, int start) {}

    /**
     * Comments set aside, lines joined by line feeds.
     *
     * @param head those before a node
     * @param line those at the end of its line
     * @param foot those after it
     */
    private record Comments(String head, String line, String foot) {

        static final Comments NONE = new Comments("", "", "");

        Comments plus(YamlComment more) {
            return switch (more.kind()) {
                case HEAD -> withHead(join(this.head, more.text()));
                case LINE -> new Comments(this.head, join(this.line, more.text()), this.foot);
                case FOOT -> new Comments(this.head, this.line, join(this.foot, more.text()));
            };
        }

        Comments plus(Comments more) {
            return new Comments(join(this.head, more.head), join(this.line, more.line), join(this.foot, more.foot));
        }

        Comments withHead(String lines) {
            return new Comments(lines, this.line, this.foot);
        }

        private static String join(String lines, String more) {
            return (lines.isEmpty() || more.isEmpty()) ? lines + more : lines + "\n" + more;
        }
    }

    YamlTokens(YamlText text, LoadSettings settings) {
        this.text = text;
        this.scanner = new ScannerImpl(settings, new StreamReader(settings, text.text()));
        this.comments = new YamlCommentScanner(text);
        this.dialect = new YamlDialect(text, this.comments);
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        if (!hasNext()) {
            return false;
        }
        Token.ID id = peekToken().getTokenId();
        for (Token.ID choice : choices) {
            if (choice == id) {
                return true;
            }
        }
        return choices.length == 0;
    }

    @Override
    public Token peekToken() {
        fill();
        Lexeme next = this.ahead.element();
        unfold(next);
        splitStem(next.token());
        return next.token();
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
        checkOrder(token);
        this.taken = token;
        switch (token.getTokenId()) {
            case BlockEntry -> this.stemLength = this.aside.head().length();
            case Alias, Scalar, FlowSequenceEnd, FlowMappingEnd, BlockEnd -> {
                this.held = this.aside;
                this.aside = Comments.NONE;
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
     * @param node the node that they are for
     */
    void giveComments(YamlNode node) {
        Comments comments = this.held;
        if (comments == null) {
            comments = this.aside;
            this.aside = Comments.NONE;
        }
        this.held = null;
        node.setComments(comments.head(), comments.line(), comments.foot());
        this.stem = "";
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
        node.setComments(this.stem, "", "");
        this.stem = "";
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
