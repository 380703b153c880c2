package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.tree.Position;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.tokens.AliasToken;
import org.snakeyaml.engine.v2.tokens.AnchorToken;
import org.snakeyaml.engine.v2.tokens.DirectiveToken;
import org.snakeyaml.engine.v2.tokens.ScalarToken;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * Where the scanner, which knows YAML 1.2, and {@code sops}, which knows YAML 1.1, would read different values from the
 * same text. A file must never mean two things, so such a text is refused; what both can read the same way is mended.
 */
final class YamlDialect {

    private static final List<Integer> VERSION = List.of(1, 1);

    private static final int SURROGATE_DIGITS = 4;

    private final YamlText text;

    private final YamlCommentScanner place;

    private int plainEnd = -1;

    YamlDialect(YamlText text, YamlCommentScanner place) {
        this.text = text;
        this.place = place;
    }

    /**
     * Checks a token that the cursor stands at.
     *
     * @param token the token
     * @return it, or what {@code sops} would read there
     */
    Token check(Token token) {
        int depth = this.place.flowLevel() + this.place.blockDepth();
        if (depth > YamlLimits.MAX_DEPTH) {
            throw this.text.limitExceeded(this.place.cursor().position(), YamlLimits.TOO_DEEP);
        }
        int endOfPlain = this.plainEnd;
        this.plainEnd = -1;
        if (token instanceof ScalarToken scalar) {
            return checkScalar(scalar);
        }
        if (token instanceof AnchorToken anchor) {
            checkName(anchor.getValue().getValue());
        } else if (token instanceof AliasToken alias) {
            checkName(alias.getValue().getValue());
        } else if (token instanceof DirectiveToken<?> directive) {
            checkDirective(directive);
        } else if (token.getTokenId() == Token.ID.Tag) {
            checkTag(token);
        } else if (token.getTokenId() == Token.ID.Value && endOfPlain == index(token.getStartMark())) {
            checkColon();
        }
        return token;
    }

    private ScalarToken checkScalar(ScalarToken scalar) {
        ScalarToken read = readScalar(scalar);
        String whole = this.text.restore(read.getValue());
        return (whole.length() == read.getValue().length()) ? read : withValue(read, whole);
    }

    private ScalarToken readScalar(ScalarToken scalar) {
        int start = this.place.cursor().offset();
        int width = index(scalar.getEndMark()) - index(scalar.getStartMark());
        int end = this.text.offset(start, width);
        if (scalar.isPlain()) {
            this.plainEnd = index(scalar.getEndMark());
            if (this.place.flowLevel() > 0 && scalar.getValue().indexOf('?') >= 0) {
                throw refuse("an unquoted '?' inside [ ] or { }");
            }
        } else if (scalar.getStyle() == ScalarStyle.DOUBLE_QUOTED) {
            checkEscapes(start, end);
        } else if (scalar.getStyle() != ScalarStyle.SINGLE_QUOTED) {
            checkFirstIndent(start, end);
        }
        if (this.text.hasSeparator(start, end)) {
            String raw = this.text.raw().substring(start, end);
            String value = YamlFolding.value(scalar.getStyle(), raw, this.place.indent());
            if (value == null) {
                throw refuse("a Unicode line separator in this kind of scalar");
            }
            return withValue(scalar, value);
        }
        ScalarToken whole = isBlock(scalar) && endsWithoutBreak(scalar, end) ? withoutBreak(scalar) : scalar;
        if (this.text.hasHiddenEscape(start, end)) {
            String raw = this.text.raw().substring(start, end);
            return withValue(scalar, YamlEscapes.restore(scalar.getStyle(), raw, whole.getValue()));
        }
        return whole;
    }

    private static boolean isBlock(ScalarToken scalar) {
        return scalar.getStyle() == ScalarStyle.LITERAL || scalar.getStyle() == ScalarStyle.FOLDED;
    }

    private static ScalarToken withValue(ScalarToken scalar, String value) {
        return new ScalarToken(value, scalar.isPlain(), scalar.getStyle(), scalar.getStartMark(), scalar.getEndMark());
    }

    private static ScalarToken withoutBreak(ScalarToken scalar) {
        return withValue(
                scalar, scalar.getValue().substring(0, scalar.getValue().length() - 1));
    }

    /** The scanner ends the last line of a block with a break although the file ends without one. */
    private boolean endsWithoutBreak(ScalarToken scalar, int end) {
        String value = scalar.getValue();
        String all = this.text.text();
        if (YamlChars.isBreak(all.charAt(all.length() - 1)) || !value.endsWith("\n")) {
            return false;
        }
        for (int at = end; at < all.length(); at++) {
            if (!YamlChars.isBlank(all.charAt(at)) && !YamlChars.isBreak(all.charAt(at))) {
                return false;
            }
        }
        String lastLine = all.substring(Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r')) + 1);
        String content = value.substring(value.lastIndexOf('\n', value.length() - 2) + 1, value.length() - 1);
        return !lastLine.isBlank() || (!content.isEmpty() && lastLine.endsWith(content));
    }

    /** YAML 1.1 finds the indentation of a block by its first spaces, and allows no tab after them. */
    private void checkFirstIndent(int start, int end) {
        String all = this.text.text();
        int at = start;
        while (at < end && !YamlChars.isBreak(all.charAt(at))) {
            if (all.charAt(at) == '#') {
                break;
            }
            if (all.charAt(at) >= '1' && all.charAt(at) <= '9') {
                return;
            }
            at++;
        }
        while (at < end && !YamlChars.isBreak(all.charAt(at))) {
            at++;
        }
        while (at < end && (all.charAt(at) == ' ' || YamlChars.isBreak(all.charAt(at)))) {
            at++;
        }
        if (at < end && all.charAt(at) == '\t') {
            throw refuse("a tab after the indentation of the first line of a block");
        }
    }

    @SuppressWarnings("IncrementInForLoopAndHeader")
    private void checkEscapes(int start, int end) {
        String all = this.text.text();
        for (int at = start; at < end; at++) {
            if (all.charAt(at) != '\\') {
                continue;
            }
            at++;
            char escape = all.charAt(at);
            if (escape == '/') {
                throw refuse("the escape '\\/'");
            }
            if ((escape == 'u' || escape == 'U') && isSurrogate(all, at + ((escape == 'U') ? SURROGATE_DIGITS : 0))) {
                throw refuse("an escaped surrogate");
            }
        }
    }

    private static boolean isSurrogate(String all, int at) {
        return Character.toLowerCase(all.charAt(at + 1)) == 'd' && Character.digit(all.charAt(at + 2), 16) >= 8;
    }

    private void checkName(String name) {
        for (int at = 0; at < name.length(); at++) {
            if (!YamlChars.isWord(name.charAt(at))) {
                throw refuse("a name of an anchor with other characters than letters, digits, '_' and '-'");
            }
        }
    }

    private void checkDirective(DirectiveToken<?> directive) {
        if (directive.getName().equals(DirectiveToken.TAG_DIRECTIVE)) {
            return;
        }
        boolean known = directive.getName().equals(DirectiveToken.YAML_DIRECTIVE)
                && directive.getValue().filter(VERSION::equals).isPresent();
        if (!known) {
            throw refuse("any other directive than %TAG and %YAML 1.1");
        }
    }

    private void checkTag(Token token) {
        YamlCursor cursor = this.place.cursor();
        if (!YamlChars.isBlankOrEnd(cursor.peek(index(token.getEndMark()) - index(token.getStartMark())))) {
            throw refuse("a tag without a space after it");
        }
    }

    /** YAML 1.1 counts a colon to the word before it, unless a space follows. */
    private void checkColon() {
        if (!YamlChars.isBlankOrEnd(this.place.cursor().peek(1))) {
            throw refuse("an unquoted ':' without a space after it inside [ ] or { }");
        }
    }

    private SecretsException refuse(String what) {
        Position position = this.place.cursor().position();
        return this.text.malformed(position, "YAML as sops reads it does not allow " + what);
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }
}
