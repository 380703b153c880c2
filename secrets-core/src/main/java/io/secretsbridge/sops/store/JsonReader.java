package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Reads JSON with what general libraries drop: the order of keys, repeated keys, the difference between integer and float,
 * and where each node stands. Takes time linear in the input, and never the call stack for nesting.
 *
 * <p>Stricter than {@code sops} where that tool would silently change or lose content: text that is not UTF-8, half a
 * surrogate pair, text after the object, and a file that ends too early are errors.
 */
final class JsonReader {

    /** The deepest nesting that is read. */
    static final int MAX_DEPTH = 1000;

    private static final int END = -1;

    private final Source source;

    private final byte[] bytes;

    private int at;

    private int line = 1;

    private int lineStart;

    /** Bytes of the current line that are not the first of their character, so that columns count characters. */
    private int continuations;

    private JsonReader(Source source) {
        this.source = source;
        this.bytes = source.bytes();
    }

    static MapNode read(Source source) {
        JsonReader reader = new JsonReader(source);
        int first = reader.peek();
        if (first == END) {
            throw reader.malformed("the file is empty, where JSON is due");
        }
        if (first != '{') {
            throw reader.malformed(
                    (first == '[') ? "the top level is a list, not an object" : "a JSON object is due here");
        }
        return (MapNode) reader.container();
    }

    /** Reads one value of any kind. */
    static Node readValue(Source source) {
        JsonReader reader = new JsonReader(source);
        int first = reader.peek();
        if (first == '{' || first == '[') {
            return reader.container();
        }
        Node scalar = reader.readScalar(first);
        reader.checkEnd();
        return scalar;
    }

    private void checkEnd() {
        if (peek() != END) {
            throw malformed("there is text after the end of the JSON object");
        }
    }

    private Node container() {
        Deque<Frame> frames = new ArrayDeque<>();
        frames.push(open());
        while (true) {
            Frame frame = frames.element();
            Node value;
            if (frame.isEmpty() && peek() == frame.closing()) {
                this.at++;
                value = frames.pop().close();
            } else {
                if (frame.isMap()) {
                    readKey(frame);
                }
                int next = peek();
                if (next == '{' || next == '[') {
                    if (frames.size() == MAX_DEPTH) {
                        throw new SecretsException(
                                Reason.LIMIT_EXCEEDED,
                                this.source.at(position()),
                                "the nesting is deeper than " + MAX_DEPTH + " levels",
                                "Make the structure flatter");
                    }
                    frames.push(open());
                    continue;
                }
                value = readScalar(next);
            }
            while (true) {
                if (frames.isEmpty()) {
                    checkEnd();
                    return value;
                }
                frame = frames.element();
                frame.add(value);
                int next = peek();
                if (next == ',') {
                    this.at++;
                    break;
                }
                if (next != frame.closing()) {
                    throw unexpected("a comma or '" + frame.closing() + "'");
                }
                this.at++;
                value = frames.pop().close();
            }
        }
    }

    private Frame open() {
        Position position = position();
        return new Frame(this.bytes[this.at++] == '{', position);
    }

    private void readKey(Frame frame) {
        if (peek() != '"') {
            throw unexpected("a key in double quotes");
        }
        Position position = position();
        frame.key(new String(readString(), StandardCharsets.UTF_8), position);
        if (peek() != ':') {
            throw unexpected("a colon");
        }
        this.at++;
    }

    private ValueNode readScalar(int first) {
        Position position = position();
        return switch (first) {
            case '"' -> ValueNode.ofCanonical(ValueNode.Type.STRING, readString(), position);
            case 't' -> {
                readWord("true");
                yield ValueNode.bool(true, position);
            }
            case 'f' -> {
                readWord("false");
                yield ValueNode.bool(false, position);
            }
            case 'n' -> {
                readWord("null");
                yield ValueNode.nullValue(position);
            }
            default -> {
                if (first != '-' && !isDigit(first)) {
                    throw unexpected("a value");
                }
                yield readNumber(position);
            }
        };
    }

    private void readWord(String word) {
        for (int index = 0; index < word.length(); index++) {
            if (current() != word.charAt(index)) {
                throw unexpected("a value");
            }
            this.at++;
        }
    }

    private ValueNode readNumber(Position position) {
        int start = this.at;
        if (current() == '-') {
            this.at++;
        }
        if (current() == '0') {
            this.at++;
        } else {
            readDigits();
        }
        boolean integer = true;
        if (current() == '.') {
            integer = false;
            this.at++;
            readDigits();
        }
        if (current() == 'e' || current() == 'E') {
            integer = false;
            this.at++;
            if (current() == '+' || current() == '-') {
                this.at++;
            }
            readDigits();
        }
        String text = new String(this.bytes, start, this.at - start, StandardCharsets.ISO_8859_1);
        if (integer) {
            try {
                return ValueNode.integer(Long.parseLong(text), position);
            } catch (NumberFormatException ex) {
                // More than 64 bits: a float, as in sops.
            }
        }
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw Problems.malformed(this.source, position, "the number is larger than a double can hold");
        }
        return ValueNode.floating(number, position);
    }

    private void readDigits() {
        if (!isDigit(current())) {
            throw unexpected("a digit");
        }
        while (isDigit(current())) {
            this.at++;
        }
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /** Reads from quote to quote, and returns UTF-8. */
    private byte[] readString() {
        Position opened = position();
        this.at++;
        int start = this.at;
        byte[] unescaped = null;
        int length = 0;
        while (true) {
            int next = current();
            if (next == END) {
                throw Problems.malformed(this.source, opened, "the string is not closed before the end of the file");
            }
            if (next == '"') {
                this.at++;
                break;
            }
            if (next < ' ') {
                throw malformed("a control character in a string must be written as an escape");
            }
            if (next == '\\') {
                if (unescaped == null) {
                    // No escape is shorter than what it stands for.
                    unescaped = new byte[rawLength(start)];
                    length = this.at - start;
                    System.arraycopy(this.bytes, start, unescaped, 0, length);
                }
                length = readEscape(unescaped, length);
                continue;
            }
            int sequence = Utf8.sequence(this.bytes, this.at, this.bytes.length);
            if (sequence == 0) {
                throw malformed("the text is not UTF-8");
            }
            if (unescaped != null) {
                System.arraycopy(this.bytes, this.at, unescaped, length, sequence);
                length += sequence;
            }
            this.at += sequence;
            this.continuations += sequence - 1;
        }
        if (unescaped == null) {
            return Arrays.copyOfRange(this.bytes, start, this.at - 1);
        }
        byte[] text = Arrays.copyOf(unescaped, length);
        Arrays.fill(unescaped, (byte) 0);
        return text;
    }

    private int rawLength(int start) {
        int end = start;
        while (end < this.bytes.length && this.bytes[end] != '"') {
            end += (this.bytes[end] == '\\') ? 2 : 1;
        }
        return end - start;
    }

    private int readEscape(byte[] to, int length) {
        int start = this.at;
        this.at++;
        int escape = current();
        int literal = switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> END;
        };
        if (literal != END) {
            this.at++;
            to[length] = (byte) literal;
            return length + 1;
        }
        if (escape != 'u') {
            this.at = start;
            throw malformed("this escape does not exist in JSON");
        }
        int codePoint = readHex();
        if (Character.isHighSurrogate((char) codePoint) && current() == '\\' && byteAt(this.at + 1) == 'u') {
            this.at++;
            int low = readHex();
            codePoint = Character.isLowSurrogate((char) low)
                    ? Character.toCodePoint((char) codePoint, (char) low)
                    : codePoint;
        }
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            this.at = start;
            throw malformed("this escape is half of a surrogate pair, which stands for no character");
        }
        byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, to, length, encoded.length);
        return length + encoded.length;
    }

    /** Reads {@code u} and four hexadecimal digits. */
    private int readHex() {
        int number = 0;
        for (int index = 0; index < 4; index++) {
            this.at++;
            int digit = (current() == END) ? -1 : Character.digit(current(), 16);
            if (digit < 0) {
                throw unexpected("a hexadecimal digit");
            }
            number = number * 16 + digit;
        }
        this.at++;
        return number;
    }

    /** Skips white space and returns the byte after it, or {@link #END}. */
    private int peek() {
        while (true) {
            int next = current();
            if (next == '\n') {
                this.at++;
                this.line++;
                this.lineStart = this.at;
                this.continuations = 0;
            } else if (next == ' ' || next == '\t' || next == '\r') {
                this.at++;
            } else {
                return next;
            }
        }
    }

    private int current() {
        return byteAt(this.at);
    }

    private int byteAt(int index) {
        return (index < this.bytes.length) ? this.bytes[index] & 0xFF : END;
    }

    private Position position() {
        return new Position(this.line, this.at - this.lineStart - this.continuations + 1);
    }

    private SecretsException unexpected(String due) {
        return malformed((current() == END) ? "the file ends where " + due + " is due" : due + " is due here");
    }

    private SecretsException malformed(String problem) {
        return Problems.malformed(this.source, position(), problem);
    }

    /** A map or list that is not closed yet. */
    private static final class Frame {

        private final boolean map;

        private final Position position;

        private final List<MapNode.Item> items = new ArrayList<>();

        private final List<Node> elements = new ArrayList<>();

        private String key = "";

        private Position keyPosition = Position.NONE;

        Frame(boolean map, Position position) {
            this.map = map;
            this.position = position;
        }

        boolean isMap() {
            return this.map;
        }

        boolean isEmpty() {
            return this.items.isEmpty() && this.elements.isEmpty();
        }

        char closing() {
            return this.map ? '}' : ']';
        }

        void key(String name, Position at) {
            this.key = name;
            this.keyPosition = at;
        }

        void add(Node value) {
            if (this.map) {
                this.items.add(new MapNode.Entry(this.key, value, this.keyPosition));
            } else {
                this.elements.add(value);
            }
        }

        Node close() {
            return this.map ? new MapNode(this.items, this.position) : new ListNode(this.elements, this.position);
        }
    }
}
