package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads INI by the rules that {@code sops} inherits from its INI library: {@code =} and {@code :} delimit, {@code #} and
 * {@code ;} start a comment also behind a value, a backslash continues a line, and values may stand in quotes, back quotes
 * or, over several lines, in three double quotes. Of a key that repeats in its section the last value counts.
 */
final class IniReader {

    /** The section of the keys before the first header. */
    static final String DEFAULT_SECTION = "DEFAULT";

    private static final String TRIPLE = "\"\"\"";

    private final Source source;

    private final String text;

    private int at;

    /** Whether a line without a line end was read, the last of the file, which may be empty. */
    private boolean ended;

    /** The line that was read last. */
    private int line;

    private final StringBuilder comment = new StringBuilder();

    private final List<Section> sections = new ArrayList<>();

    private int unnamed;

    private IniReader(Source source) {
        this.source = source;
        this.text = ByteText.of(source.bytes());
    }

    /** Returns a map of sections, the first of them the default section. */
    static MapNode read(Source source) {
        return new IniReader(source).read();
    }

    private MapNode read() {
        skipByteOrderMark();
        openSection(DEFAULT_SECTION, new Position(1, 1));
        while (!this.ended) {
            readEntry();
        }
        List<MapNode.Item> items = new ArrayList<>();
        for (Section section : this.sections) {
            items.add(section.toEntry());
        }
        return new MapNode(items, new Position(1, 1));
    }

    private void skipByteOrderMark() {
        if (this.text.startsWith("\u00fe\u00ff") || this.text.startsWith("\u00ff\u00fe")) {
            throw Problems.malformed(this.source, new Position(1, 1), "the text is UTF-16, not UTF-8");
        }
        if (this.text.startsWith("\u00ef\u00bb\u00bf")) {
            this.at = 3;
        }
    }

    /** Reads to the end of the line, which is part of the result. */
    private String readLine() {
        this.line++;
        int end = this.text.indexOf('\n', this.at);
        if (end < 0) {
            this.ended = true;
            end = this.text.length() - 1;
        }
        String result = this.text.substring(this.at, end + 1);
        this.at = end + 1;
        return result;
    }

    private void readEntry() {
        String raw = readLine();
        int indent = ByteText.leadingSpace(raw);
        String content = raw.substring(indent);
        if (content.isEmpty()) {
            return;
        }
        Position position = new Position(this.line, characters(raw.substring(0, indent)) + 1);
        switch (content.charAt(0)) {
            case '#', ';' -> this.comment.append(content);
            case '[' -> readHeader(content, position);
            default -> readKey(content, position);
        }
    }

    private static int characters(String byteText) {
        String decoded = ByteText.decode(byteText);
        return decoded.codePointCount(0, decoded.length());
    }

    private void readHeader(String content, Position position) {
        int end = content.lastIndexOf(']');
        if (end < 0) {
            throw Problems.malformed(this.source, position, "the section header is not closed");
        }
        if (end == 1) {
            throw Problems.malformed(this.source, position, "the section has no name");
        }
        openSection(text(content.substring(1, end), position), position);
        appendTrailingComment(content.substring(end + 1), false);
        section().comment = takeComment(position);
        section().commentPosition = position;
    }

    private void openSection(String name, Position position) {
        this.sections.add(new Section(name, position));
        this.unnamed = 0;
    }

    private Section section() {
        return this.sections.get(this.sections.size() - 1);
    }

    private void readKey(String content, Position position) {
        String quote = keyQuote(content);
        int nameEnd;
        int delimiter;
        if (quote.isEmpty()) {
            delimiter = delimiter(content, 0);
            nameEnd = delimiter;
        } else {
            nameEnd = content.indexOf(quote, quote.length());
            if (nameEnd < 0) {
                throw Problems.malformed(this.source, position, "the quotes around the key are not closed");
            }
            delimiter = delimiter(content, nameEnd + quote.length());
        }
        if (delimiter < 0) {
            throw Problems.malformed(this.source, position, "the line is no section, comment or key = value");
        }
        String name = text(ByteText.trim(content.substring(quote.length(), nameEnd)), position);
        if (name.isEmpty()) {
            throw Problems.malformed(this.source, position, "the key has no name");
        }
        if (name.equals("-")) {
            this.unnamed++;
            name = "#" + this.unnamed;
        }
        String rest = content.substring(delimiter + 1);
        int blanks = ByteText.leadingSpace(rest);
        int column = position.column() + characters(content.substring(0, delimiter + 1 + blanks));
        Position valuePosition = new Position(position.line(), column);
        String value = readValue(rest.substring(blanks), valuePosition);
        section().put(new Key(name, position, value, valuePosition, takeComment(position)));
    }

    private static String keyQuote(String content) {
        // Three quotes need a name and a delimiter to count as such.
        if (content.startsWith(TRIPLE) && content.length() > 2 * TRIPLE.length()) {
            return TRIPLE;
        }
        char first = content.charAt(0);
        return (first == '"' || first == '`') ? content.substring(0, 1) : "";
    }

    private static int delimiter(String content, int from) {
        for (int index = from; index < content.length(); index++) {
            if (content.charAt(index) == '=' || content.charAt(index) == ':') {
                return index;
            }
        }
        return -1;
    }

    private String readValue(String rest, Position position) {
        if (rest.isEmpty()) {
            return "";
        }
        String quote =
                (rest.startsWith(TRIPLE) && rest.length() > TRIPLE.length()) ? TRIPLE : rest.startsWith("`") ? "`" : "";
        if (!quote.isEmpty()) {
            int end = rest.lastIndexOf(quote);
            return (end >= quote.length())
                    ? rest.substring(quote.length(), end)
                    : readLines(rest.substring(quote.length()), quote, position);
        }
        String value = ByteText.trim(rest);
        if (value.endsWith("\\")) {
            return readContinuation(value.substring(0, value.length() - 1));
        }
        int commentStart = commentStart(value);
        if (commentStart >= 0) {
            this.comment.append(value, commentStart, value.length());
            value = ByteText.trim(value.substring(0, commentStart));
        }
        return (isSurrounded(value, '\'') || isSurrounded(value, '"')) ? value.substring(1, value.length() - 1) : value;
    }

    /** Reads lines up to the last closing quotes of the first line that has any. */
    private String readLines(String first, String quote, Position opened) {
        StringBuilder value = new StringBuilder(first);
        while (true) {
            String next = readLine();
            int end = next.lastIndexOf(quote);
            boolean continues = end >= 0
                    && ByteText.trim(next.substring(end + quote.length())).endsWith("\\");
            if (end >= 0 && !continues) {
                value.append(next, 0, end);
                appendTrailingComment(next.substring(end), true);
                return value.toString();
            }
            value.append(next);
            if (this.ended) {
                throw Problems.malformed(
                        this.source, opened, "the quotes around the value are not closed before the end of the file");
            }
        }
    }

    private String readContinuation(String first) {
        StringBuilder value = new StringBuilder(first);
        while (true) {
            String next = ByteText.trim(readLine());
            value.append(next);
            if (!next.endsWith("\\")) {
                return value.toString();
            }
            value.setLength(value.length() - 1);
        }
    }

    private static boolean isSurrounded(String value, char quote) {
        return value.length() >= 2 && value.charAt(0) == quote && value.indexOf(quote, 1) == value.length() - 1;
    }

    private static int commentStart(String value) {
        for (int index = 0; index < value.length(); index++) {
            if (value.charAt(index) == '#' || value.charAt(index) == ';') {
                return index;
            }
        }
        return -1;
    }

    private void appendTrailingComment(String rest, boolean trimmed) {
        int start = commentStart(rest);
        if (start >= 0) {
            this.comment.append(trimmed ? ByteText.trim(rest.substring(start)) : rest.substring(start));
        }
    }

    /** Returns the comment that was gathered, without the first of its signs; nothing but signs is an empty comment. */
    private @Nullable String takeComment(Position position) {
        String gathered = ByteText.trim(this.comment.toString());
        this.comment.setLength(0);
        if (gathered.isEmpty()) {
            return null;
        }
        char sign = gathered.charAt(0);
        int start = 0;
        while (start < gathered.length() && (gathered.charAt(start) == sign || gathered.charAt(start) == ' ')) {
            start++;
        }
        return text(gathered.substring(start), position);
    }

    private String text(String byteText, Position position) {
        if (ByteText.firstMalformed(byteText) >= 0) {
            throw notUtf8(position);
        }
        return ByteText.decode(byteText);
    }

    private SecretsException notUtf8(Position position) {
        return Problems.malformed(this.source, position, "a section, key or comment is not UTF-8 text");
    }

    /** A section that is being read. */
    private static final class Section {

        private final String name;

        private final Position position;

        private @Nullable String comment;

        private Position commentPosition = Position.NONE;

        private final Map<String, Key> keys = new LinkedHashMap<>();

        Section(String name, Position position) {
            this.name = name;
            this.position = position;
        }

        void put(Key key) {
            this.keys.put(key.name, key);
        }

        MapNode.Entry toEntry() {
            List<MapNode.Item> items = new ArrayList<>();
            if (this.comment != null) {
                items.add(new CommentNode(this.comment, false, this.commentPosition));
            }
            for (Key key : this.keys.values()) {
                ValueNode value =
                        ValueNode.ofCanonical(ValueNode.Type.STRING, ByteText.bytes(key.value), key.valuePosition);
                items.add(new MapNode.Entry(key.name, value, key.position));
                if (key.comment != null) {
                    items.add(new CommentNode(key.comment, false, key.position));
                }
            }
            return new MapNode.Entry(this.name, new MapNode(items, this.position), this.position);
        }
    }

    /** A key that was read, its value still in bytes. */
    private record Key(
            String name,
            Position position,
            String value,
            Position valuePosition,
            @Nullable String comment) {}
}
