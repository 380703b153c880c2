package io.secretsbridge.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The differences from {@code sops} that are meant. Each stands in {@code docs/sops-compatibility.md} under its
 * {@linkplain #id() id}; there is no other way for a difference not to be a failure.
 */
enum Deliberate {
    /** Several documents into a format that holds one. */
    SEVERAL_DOCUMENTS,
    /** Text behind the end of a JSON object. */
    TEXT_AFTER_JSON,
    /** A selector by comments that no longer finds them in the file that is written: sops writes a file that does not open. */
    COMMENT_SELECTOR,
    /** A second comment in a list under a selector by comments: sops does not open what it sealed, we do. */
    COMMENTS_IN_LIST,
    /** Bytes that are no text, into JSON: sops writes other bytes. */
    NOT_UTF8_IN_JSON,
    /** A key that stands twice in a map, into YAML, where sops does not read it. */
    REPEATED_KEY_IN_YAML,
    /** The float -0.0, which sops writes as the integer. */
    NEGATIVE_ZERO,
    /** A key {@code <<} whose value is no map: what sops writes it does not read. */
    MERGE_KEY,
    /** A text of several lines that starts with a tab, which sops writes as null. */
    LEADING_TAB,
    /** A text of several lines that starts with a space or an empty line, in a list: what sops writes is no YAML, or another text. */
    BLOCK_HINT_IN_LIST;

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
