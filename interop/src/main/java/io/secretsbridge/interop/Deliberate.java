package io.secretsbridge.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The differences from {@code sops} that are meant. Each stands in {@code docs/sops-compatibility.md} under its
 * {@linkplain #id() id}; there is no other way for a difference not to be a failure.
 */
enum Deliberate {
    /** Several documents into a format that holds one. */
    SEVERAL_DOCUMENTS("holds exactly one document"),
    /** Text behind the end of a JSON object. */
    TEXT_AFTER_JSON("text after the end of the JSON object"),
    /** A selector by comments that no longer finds them in the file that is written: sops writes a file that does not open. */
    COMMENT_SELECTOR,
    /** A second comment in a list under a selector by comments: sops does not open what it sealed, we do. */
    COMMENTS_IN_LIST,
    /** Bytes that are no text, into JSON: sops writes other bytes. */
    NOT_UTF8_IN_JSON("is not UTF-8 text, and JSON holds nothing else"),
    /** A key that stands twice in a map, into YAML, where sops does not read it. */
    REPEATED_KEY_IN_YAML("the key stands twice in its map, which YAML does not allow"),
    /** The float -0.0, which sops writes as the integer. */
    NEGATIVE_ZERO,
    /** A key {@code <<} whose value is no map, or a list in which a change left a sealed comment: what sops writes it does not read. */
    MERGE_KEY,
    /** A text of several lines that starts with a tab, which sops writes as null. */
    LEADING_TAB,
    /** A text of several lines that starts with a space or an empty line, in a list: what sops writes is no YAML, or another text. */
    BLOCK_HINT_IN_LIST,
    /** A {@code ?} that starts a value inside brackets: a key without a value for sops, refused by us. */
    QUESTION_MARK_IN_BRACKETS("an unquoted '?' inside [ ] or { }"),
    /** A tag without a value before a comma. */
    TAG_WITHOUT_VALUE("a tag inside [ ] or { } has no value"),
    /** A line of directives after a document that nothing ends. */
    DIRECTIVE_AFTER_DOCUMENT("a '...' is missing before a line that starts with '%'"),
    /** A value that its tag contradicts: sops refuses it in the first document only. */
    TAG_IN_LATER_DOCUMENT("the value is not what its tag"),
    /** A comment with a control character, from INI or dotenv, into YAML. */
    CONTROL_CHARACTER_IN_COMMENT("a comment there holds a control character"),
    /** Keys beside {@code data} in a file that is written as binary: sops drops them. */
    KEYS_BESIDE_DATA("a binary file has one key 'data' that holds its content"),
    /** A key that dotenv reads back as a comment or as another key. */
    DOTENV_KEY("the key would be read as something else"),
    /** A backslash before an n in a value that is not sealed: dotenv reads it as a line end, so that the MAC does not hold. */
    BACKSLASH_N("its backslash before an n would be read as a line end"),
    /** A value that is not sealed and that a format without types gives back as another type, so that the MAC does not hold. */
    FLAT_TYPES("would give it back with another type"),
    /** A value or key that the quoting of sops does not carry in INI. */
    INI_QUOTES("no quotes of INI carry this"),
    /** A map or list as the value of a key of INI: sops writes a notation of Go. */
    INI_NESTED("INI cannot hold a map or list here"),
    /** A comment of INI with an empty line, at which sops panics. */
    INI_EMPTY_COMMENT_LINE,
    /** A file whose metadata name no version, or none that is one. */
    METADATA_VERSION,
    /** What the metadata say that sops does not know: it drops it, we keep what belongs to keys. */
    UNKNOWN_FIELD,
    /** A threshold as INI files of sops until 3.10 have it, which it does not read itself. */
    THRESHOLD_OF_OLD_INI,
    /** A key of a service without the time at which it was added. */
    ENTRY_CREATED_AT,
    /** A wrapped key without the name of the key that wrapped it. */
    KEY_WITHOUT_NAME,
    /** An index in the flat metadata that is none, which sops takes for 0. */
    FLAT_INDEX,
    /** An empty comment in a list of a sealed file, which sops takes for an element. */
    EMPTY_COMMENT_IN_LIST,
    /** A key that stands twice in a section of INI: sops drops the first. */
    INI_REPEATED_KEY("a section cannot hold the same key twice");

    /** What our refusal says of a file that sops takes, or the empty text when the difference is of another kind. */
    private final String refusal;

    Deliberate() {
        this("");
    }

    Deliberate(String refusal) {
        this.refusal = refusal;
    }

    /** Returns the difference by which we refuse what sops takes, or {@code null} when it is not meant. */
    static @Nullable Deliberate ofRefusal(String refusal) {
        for (Deliberate difference : values()) {
            if (!difference.refusal.isEmpty() && refusal.contains(difference.refusal)) {
                return difference;
            }
        }
        return null;
    }

    static final Path DOCUMENT = Path.of("docs", "sops-compatibility.md");

    /** Returns the anchor in the document. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Checks that all are documented. */
    static void check(Tally tally) throws IOException {
        String document = Files.readString(DOCUMENT, StandardCharsets.UTF_8);
        for (Deliberate difference : values()) {
            if (document.contains("id=\"" + difference.id() + "\"")) {
                tally.passed("deliberate differences are documented");
            } else {
                tally.failed("deliberate differences are documented", difference.id(), "not in " + DOCUMENT);
            }
        }
    }
}
