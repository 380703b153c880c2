package io.secretsbridge.interop.documents;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Selector.Kind;
import java.util.List;

/** The selectors, with texts that meet the keys and comments that {@link Words} makes. */
final class Selectors {

    private static final List<String> SUFFIXES =
            List.of("_unencrypted", "_open", "d", "_enc", "\u00fc", " x", "'s", "\"");

    private static final List<String> KEYS = List.of(
            "^(data|stringData|password)$",
            "(?i)PASS",
            "^[a-m]",
            "\\d$",
            "secret|token",
            "^.{1,5}$",
            "\\p{L}\\s",
            "[\"':#]",
            "_open$");

    private static final List<String> COMMENTS =
            List.of("keep", "^ secret", "secret|keep", "^ ?(keep|open)\\b", "\\s$", "^$", "#", "[^\\x00-\\x7f]");

    private Selectors() {}

    static Selector draw(Draw draw, Format format) {
        if (draw.percent(35)) {
            return Selector.DEFAULT;
        }
        Kind kind = draw.of(List.of(
                Kind.UNENCRYPTED_SUFFIX,
                Kind.ENCRYPTED_SUFFIX,
                Kind.UNENCRYPTED_REGEX,
                Kind.ENCRYPTED_REGEX,
                Kind.UNENCRYPTED_COMMENT_REGEX,
                Kind.ENCRYPTED_COMMENT_REGEX));
        return switch (kind) {
            case DEFAULT -> Selector.DEFAULT;
            case UNENCRYPTED_SUFFIX, ENCRYPTED_SUFFIX -> new Selector(kind, draw.of(SUFFIXES));
            case UNENCRYPTED_REGEX, ENCRYPTED_REGEX -> new Selector(kind, draw.of(KEYS));
            // JSON and binary files have no comments, so there one text is as good as another.
            case UNENCRYPTED_COMMENT_REGEX, ENCRYPTED_COMMENT_REGEX ->
                new Selector(
                        kind, (format == Format.JSON || format == Format.BINARY) ? COMMENTS.get(0) : draw.of(COMMENTS));
        };
    }
}
