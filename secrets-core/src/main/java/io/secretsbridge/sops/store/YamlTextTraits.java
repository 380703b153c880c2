package io.secretsbridge.sops.store;

/**
 * What of a text decides how it can be written as a scalar in block context.
 *
 * @param hasLineFeed whether it holds a line feed
 * @param hasLineBreak whether it holds a line break of any kind
 * @param allowsPlain whether it can stand without quotes
 * @param allowsSingleQuoted whether it can stand in single quotes
 * @param allowsLiteral whether it can stand as a literal block
 */
record YamlTextTraits(
        boolean hasLineFeed,
        boolean hasLineBreak,
        boolean allowsPlain,
        boolean allowsSingleQuoted,
        boolean allowsLiteral) {

    private static final String FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

    /** Looks at a text. */
    static YamlTextTraits of(byte[] text) {
        if (text.length == 0) {
            return new YamlTextTraits(false, false, false, true, false);
        }
        return new Scan(text).traits();
    }

    /** One pass over a text. */
    private static final class Scan {

        private final byte[] text;

        private boolean indicators;

        private boolean lineFeed;

        private boolean lineBreak;

        private boolean special;

        private boolean tab;

        private boolean spaceAtStart;

        private boolean breakAtStart;

        private boolean spaceAtEnd;

        private boolean breakAtEnd;

        private boolean breakThenSpace;

        private boolean spaceThenBreak;

        Scan(byte[] text) {
            this.text = text;
        }

        YamlTextTraits traits() {
            scan();
            boolean plain = !(this.indicators
                    || this.lineBreak
                    || this.special
                    || this.tab
                    || this.spaceAtStart
                    || this.breakAtStart
                    || this.spaceAtEnd
                    || this.breakAtEnd
                    || this.breakThenSpace
                    || this.spaceThenBreak);
            boolean single = !(this.breakThenSpace || this.spaceThenBreak || this.tab || this.special);
            boolean literal = !(this.spaceAtEnd || this.spaceThenBreak || this.special);
            return new YamlTextTraits(this.lineFeed, this.lineBreak, plain, single, literal);
        }

        private void scan() {
            this.indicators = startsLikeDocumentMarker();
            boolean afterSpace = false;
            boolean afterBreak = false;
            boolean afterBlank = true;
            int width;
            for (int at = 0; at < this.text.length; at += width) {
                width = Utf8.width(this.text[at]);
                boolean last = at + width >= this.text.length;
                checkIndicator(at, afterBlank, last || YamlUtf8.isBlank(this.text, at + width));
                if (this.text[at] == '\t') {
                    this.tab = true;
                } else if (!YamlUtf8.isPrintable(this.text, at)) {
                    this.special = true;
                }
                boolean space = YamlUtf8.isSpace(this.text, at);
                boolean isBreak = YamlUtf8.isBreak(this.text, at);
                if (space) {
                    this.spaceAtStart |= at == 0;
                    this.spaceAtEnd |= last;
                    this.breakThenSpace |= afterBreak;
                } else if (isBreak) {
                    this.lineFeed |= this.text[at] == '\n';
                    this.lineBreak = true;
                    this.breakAtStart |= at == 0;
                    this.breakAtEnd |= last;
                    this.spaceThenBreak |= afterSpace;
                }
                afterSpace = space;
                afterBreak = isBreak;
                afterBlank = isBreak || YamlUtf8.isBlank(this.text, at) || this.text[at] == 0;
            }
        }

        private boolean startsLikeDocumentMarker() {
            return this.text.length >= 3
                    && (this.text[0] == '-' || this.text[0] == '.')
                    && this.text[1] == this.text[0]
                    && this.text[2] == this.text[0];
        }

        private void checkIndicator(int at, boolean afterBlank, boolean beforeBlank) {
            byte c = this.text[at];
            if (at == 0 && c > 0 && FIRST_INDICATORS.indexOf(c) >= 0) {
                this.indicators = true;
            } else if (c == ':' || (at == 0 && (c == '?' || c == '-'))) {
                this.indicators |= beforeBlank;
            } else if (c == '#') {
                this.indicators |= afterBlank;
            }
        }
    }
}
