package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.store.YamlComment.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.tokens.ScalarToken;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * Finds the comments between tokens, and to which node each belongs, by the rules of the YAML library of {@code sops}:
 * they decide where a comment is written back, and under which path it is sealed. The rules look at indentation, empty
 * lines and the tokens around, in the order of the text, so this class follows the scanner from token to token.
 */
final class YamlCommentScanner {

    /** How far that library looks ahead for a number sign. */
    private static final int LOOKAHEAD = 512;

    private final YamlText text;

    private final YamlCursor cursor;

    private final Deque<YamlComment> found = new ArrayDeque<>();

    private final List<YamlComment> gap = new ArrayList<>();

    private final Deque<Integer> indents = new ArrayDeque<>();

    private int flowLevel;

    private boolean simpleKeyAllowed = true;

    private boolean gapDone;

    private int blockEnd;

    private int documentEnd;

    private Token.@Nullable ID last;

    private int lastStart;

    private int startBeforeLast;

    YamlCommentScanner(YamlText text) {
        this.text = text;
        this.cursor = new YamlCursor(text);
    }

    /** Returns the comments found and not taken yet, in the order of the text. */
    Deque<YamlComment> found() {
        return this.found;
    }

    /** Returns how many flow collections are open. */
    int flowLevel() {
        return this.flowLevel;
    }

    /** Returns the column of the innermost open block collection, or -1. */
    int indent() {
        return this.indents.isEmpty() ? -1 : this.indents.peek();
    }

    /** Returns how many block collections are open. */
    int blockDepth() {
        return this.indents.size();
    }

    /** Returns where the cursor stands, which is at a token when {@link #reach} was called with it. */
    YamlCursor cursor() {
        return this.cursor;
    }

    /**
     * Moves to the start of the next token, past the comments before it.
     *
     * @param token the token
     */
    void reach(Token token) {
        if (this.gapDone || token.getTokenId() == Token.ID.StreamStart) {
            return;
        }
        int target = index(token.getStartMark());
        int scanStart = this.cursor.index();
        int scanLine = this.cursor.line();
        this.gap.clear();
        while (this.cursor.index() < target && !this.cursor.atEnd()) {
            char c = this.cursor.peek(0);
            if (c == '#') {
                scanComments(scanStart, scanLine);
                continue;
            }
            if (c == '\t' && this.flowLevel == 0 && this.simpleKeyAllowed) {
                throw tab();
            }
            this.simpleKeyAllowed |= this.flowLevel == 0 && YamlChars.isBreak(c);
            this.cursor.advance();
        }
        this.blockEnd = scanStart - 1;
        this.documentEnd = this.cursor.index() - 1;
        this.gapDone = true;
    }

    /**
     * Moves past a token that was reached, and past the comment at the end of its line.
     *
     * @param token the token
     * @return the index at which the token counts as started when comments are handed to nodes
     */
    int pass(Token token) {
        int start = index(token.getStartMark());
        switch (token.getTokenId()) {
            case StreamStart, StreamEnd -> shift(token, start);
            case BlockSequenceStart, BlockMappingStart -> {
                this.indents.push(this.cursor.column());
                shift(token, start);
            }
            case BlockEnd -> {
                start = closeBlock();
                shift(token, start);
            }
            case Key -> {
                // A key without a question mark has no width: its scalar follows at the same place.
                if (start == index(token.getEndMark())) {
                    shift(token, start);
                } else {
                    passText(token, start);
                }
            }
            default -> passText(token, start);
        }
        return start;
    }

    private void shift(Token token, int start) {
        this.startBeforeLast = this.lastStart;
        this.lastStart = start;
        this.last = token.getTokenId();
    }

    private void passText(Token token, int start) {
        char first = this.cursor.peek(0);
        boolean belongsToPrior = (this.flowLevel == 0) ? first == ':' : first == ',';
        shift(token, start);
        int owner = belongsToPrior ? this.startBeforeLast : start;
        boolean lineComment = true;
        switch (token.getTokenId()) {
            case FlowSequenceStart, FlowMappingStart -> this.flowLevel++;
            case FlowSequenceEnd, FlowMappingEnd -> this.flowLevel--;
            case DocumentStart, DocumentEnd, Directive, BlockEntry -> lineComment = false;
            default -> {}
        }
        boolean lineEnded = passContent(token, owner);
        this.simpleKeyAllowed = allowsSimpleKey(token, lineEnded);
        if (lineComment) {
            scanLineComment(owner);
        }
        this.gapDone = false;
    }

    private boolean allowsSimpleKey(Token token, boolean lineEnded) {
        return switch (token.getTokenId()) {
            case BlockEntry, FlowEntry, FlowSequenceStart, FlowMappingStart -> true;
            case Key -> this.flowLevel == 0;
            // After a simple key, which forbade another one, there is none; after a complex one there is.
            case Value -> this.flowLevel == 0 && this.simpleKeyAllowed;
            case Scalar -> lineEnded;
            default -> false;
        };
    }

    private boolean passContent(Token token, int owner) {
        Mark endMark = token.getEndMark().orElseThrow();
        int end = endMark.getIndex();
        boolean sameLine =
                endMark.getLine() == token.getStartMark().orElseThrow().getLine();
        if (token instanceof ScalarToken scalar) {
            switch (scalar.getStyle()) {
                case PLAIN -> {
                    return passPlain(end, sameLine);
                }
                case LITERAL, FOLDED -> {
                    passBlockScalar(end, owner);
                    return true;
                }
                default -> {}
            }
        }
        this.cursor.pass(end, sameLine);
        if (token.getTokenId() == Token.ID.Directive) {
            skipLine();
        }
        return false;
    }

    /** Passes a plain scalar and the blanks and breaks after it. */
    private boolean passPlain(int end, boolean sameLine) {
        if (sameLine) {
            this.cursor.pass(end, true);
        }
        while (this.cursor.index() < end || isSpace(this.cursor.peek(0))) {
            if (this.cursor.peek(0) == '\t' && this.cursor.newlines() > 0 && this.cursor.column() <= indent()) {
                throw tab();
            }
            this.cursor.advance();
        }
        return this.cursor.newlines() > 0;
    }

    private void passBlockScalar(int end, int owner) {
        char c;
        do {
            this.cursor.advance();
            c = this.cursor.peek(0);
        } while (c == '+' || c == '-' || (c >= '0' && c <= '9'));
        scanLineComment(owner);
        this.cursor.seek(end);
        while (isSpace(this.cursor.peek(0))) {
            if (this.cursor.peek(0) == '\t') {
                throw tab();
            }
            this.cursor.advance();
        }
    }

    private static boolean isSpace(char c) {
        return YamlChars.isBlank(c) || YamlChars.isBreak(c);
    }

    private SecretsException tab() {
        return this.text.malformed(this.cursor.position(), "a tab cannot stand where indentation is expected");
    }

    private void skipLine() {
        while (!this.cursor.atEnd() && !YamlChars.isBreak(this.cursor.peek(0))) {
            this.cursor.advance();
        }
        if (!this.cursor.atEnd()) {
            this.cursor.advance();
        }
    }

    /** Ends a block before the comments that stand at the indentation of its parents. */
    private int closeBlock() {
        int indent = this.indents.pop();
        boolean dedented = indent > this.cursor.column();
        int end = dedented ? this.blockEnd : this.documentEnd;
        int stop = end;
        for (int at = this.gap.size() - 1; at >= 0; at--) {
            YamlComment comment = this.gap.get(at);
            if (comment.end() < stop) {
                break;
            }
            if (comment.column() == indent + 1) {
                end = comment.start();
            }
            stop = comment.scan();
        }
        if (dedented) {
            this.blockEnd = end;
        } else {
            this.documentEnd = end;
        }
        return end;
    }

    private void scanLineComment(int owner) {
        if (this.cursor.newlines() > 0) {
            return;
        }
        int blanks = 0;
        while (YamlChars.isBlank(this.cursor.peek(blanks))) {
            blanks++;
        }
        if (blanks >= LOOKAHEAD || this.cursor.peek(blanks) != '#') {
            return;
        }
        this.cursor.seek(this.cursor.index() + blanks);
        int start = this.cursor.index();
        this.found.add(new YamlComment(Kind.LINE, readLine(), owner, 0, start, 0, 0));
    }

    private String readLine() {
        int from = this.cursor.offset();
        while (!this.cursor.atEnd() && !YamlChars.isBreak(this.cursor.peek(0))) {
            this.cursor.advance();
        }
        return this.text.restore(this.text.raw().substring(from, this.cursor.offset()));
    }

    private void scanComments(int scanStart, int scanLine) {
        int priorStart = (this.last == Token.ID.FlowEntry) ? this.startBeforeLast : this.lastStart;
        boolean afterValue = this.last == Token.ID.Value;
        new CommentBlock(priorStart, afterValue, scanStart, scanLine).scan();
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }

    /** Comment lines that follow each other, which may turn out to be a foot, then a head. */
    private final class CommentBlock {

        private final YamlCursor at = YamlCommentScanner.this.cursor;

        private final StringBuilder lines = new StringBuilder();

        private final boolean afterValue;

        private final int footLine;

        private final int indent = Math.max(indent(), 0);

        private int owner;

        private int scan;

        private int line = this.at.line();

        private int column = this.at.column();

        private int startIndex;

        private int startLine;

        private int startColumn;

        private boolean firstEmpty = this.at.newlines() <= 1;

        private boolean recentEmpty;

        CommentBlock(int owner, boolean afterValue, int scanStart, int scanLine) {
            this.owner = owner;
            this.afterValue = afterValue;
            this.scan = scanStart;
            this.footLine = (scanLine > 0) ? footLine() : -1;
        }

        /** A comment that starts here is still a foot of what came before: on the line below it. */
        private int footLine() {
            boolean contentOnLine = this.at.newlines() == 0 && this.at.column() > 1;
            return this.at.line() - this.at.newlines() + 1 + (contentOnLine ? 1 : 0);
        }

        void scan() {
            int ahead = 0;
            for (; ahead < LOOKAHEAD; ahead++) {
                this.column++;
                char c = this.at.peek(ahead);
                if (YamlChars.isBlank(c)) {
                    continue;
                }
                boolean closesFlow = YamlCommentScanner.this.flowLevel > 0 && (c == ']' || c == '}');
                if (closesFlow || c == 0 || YamlChars.isBreak(c)) {
                    endLine(c, closesFlow, ahead);
                    if (!YamlChars.isBreak(c)) {
                        break;
                    }
                    continue;
                }
                if (hasText() && this.column - 1 < this.indent && this.column != this.startColumn) {
                    addFoot(ahead);
                }
                if (c != '#') {
                    break;
                }
                readComment(ahead);
                // The break that ends the comment is at 0, and not looked at again.
                ahead = 0;
            }
            if (hasText()) {
                add(Kind.HEAD, this.startIndex, this.at.index() + ahead - 1);
            }
        }

        private void endLine(char c, boolean closesFlow, int ahead) {
            if (closesFlow || !this.recentEmpty) {
                if (closesFlow || (this.firstEmpty && (isBelowPrior() || this.startColumn - 1 < this.indent))) {
                    if (hasText()) {
                        if (this.startColumn - 1 < this.indent) {
                            this.owner = this.startIndex;
                        }
                        addFoot(ahead);
                    }
                } else if (hasText() && c != 0) {
                    this.lines.append('\n');
                }
            }
            this.firstEmpty = false;
            this.recentEmpty = true;
            this.column = 0;
            this.line++;
        }

        private boolean isBelowPrior() {
            return this.startLine == this.footLine && !this.afterValue;
        }

        private void readComment(int ahead) {
            if (hasText()) {
                this.lines.append('\n');
            } else {
                this.startIndex = this.at.index() + ahead;
                this.startLine = this.line;
                this.startColumn = this.column;
            }
            this.recentEmpty = false;
            this.at.seek(this.at.index() + ahead);
            this.lines.append(readLine());
            this.column = 0;
            this.line = this.at.line();
        }

        private boolean hasText() {
            return this.lines.length() > 0;
        }

        private void addFoot(int ahead) {
            int end = this.at.index() + ahead;
            add(Kind.FOOT, this.owner, end);
            this.scan = end;
            this.owner = end;
            this.lines.setLength(0);
        }

        private void add(Kind kind, int ownerIndex, int end) {
            YamlComment comment = new YamlComment(
                    kind, this.lines.toString(), ownerIndex, this.scan, this.startIndex, this.startColumn, end);
            YamlCommentScanner.this.gap.add(comment);
            YamlCommentScanner.this.found.add(comment);
        }
    }
}
