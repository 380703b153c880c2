package io.secretsbridge.lint.report;

import io.secretsbridge.detect.SecretDetector;
import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.lint.yaml.Span;
import io.secretsbridge.lint.yaml.YamlMapping;
import io.secretsbridge.lint.yaml.YamlNode;
import io.secretsbridge.lint.yaml.YamlReader;
import io.secretsbridge.lint.yaml.YamlScalar;
import io.secretsbridge.lint.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a file as they may be shown: keys, and values that are known to be names; stars in place of every other value, and no
 * comment, since each may be or hold a secret.
 */
final class MaskedLine {

    private static final String STARS = "***";

    private static final String TAB = "    ";

    /** Keys whose values are names, numbers or switches. */
    private static final Set<String> SHOWN = Set.of(
            "add",
            "allowPrivilegeEscalation",
            "apiGroups",
            "apiVersion",
            "automountServiceAccountToken",
            "defaultMode",
            "drop",
            "hostPID",
            "key",
            "kind",
            "mountPath",
            "name",
            "namespace",
            "optional",
            "prefix",
            "privileged",
            "readOnly",
            "resourceNames",
            "resources",
            "secretName",
            "shareProcessNamespace",
            "subPath",
            "type",
            "verbs");

    private final SourceText source;

    private final List<Part> parts = new ArrayList<>();

    private record Part(Span span, boolean shown) {}

    /**
     * A line that may be shown.
     *
     * @param text its text
     * @param from the index at which the place that was asked for begins
     * @param length how long that is
     */
    record Excerpt(String text, int from, int length) {}

    MaskedLine(SourceText source) {
        this.source = source;
        Set<YamlNode> seen = new HashSet<>();
        YamlReader.documents(source).forEach((document) -> collect(document, null, seen));
        this.parts.sort(Comparator.comparingInt((part) -> part.span().start()));
    }

    private void collect(YamlNode node, @Nullable YamlScalar key, Set<YamlNode> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof YamlScalar scalar) {
            boolean named = key != null && SHOWN.contains(key.value());
            this.parts.add(new Part(scalar.span(), named && isPlain(scalar)));
        } else if (node instanceof YamlSequence sequence) {
            sequence.items().forEach((item) -> collect(item, key, seen));
        } else if (node instanceof YamlMapping mapping) {
            for (YamlMapping.Entry entry : mapping.entries()) {
                this.parts.add(new Part(entry.key().span(), isPlain(entry.key())));
                collect(entry.value(), entry.key(), seen);
            }
        }
    }

    private static boolean isPlain(YamlScalar scalar) {
        return scalar.style() != YamlScalar.Style.BLOCK
                && SecretDetector.inspectText(scalar.value()).isEmpty();
    }

    /** Shows the first line of a place. */
    Excerpt at(Span place) {
        int line = this.source.line(place.start());
        int start = this.source.lineStart(line);
        int end = start + this.source.lineText(line).length();
        StringBuilder text = new StringBuilder();
        int from = 0;
        int to = 0;
        int at = start;
        while (at < end) {
            from = (at <= place.start()) ? text.length() : from;
            Part part = partAt(at);
            int next = (part == null) ? at + 1 : Math.min(end, part.span().end());
            if (part != null) {
                text.append(part.shown() ? visible(this.source.text().substring(at, next)) : STARS);
            } else if (this.source.text().charAt(at) == '#') {
                break;
            } else {
                text.append(punctuation(this.source.text().charAt(at)));
            }
            to = (next <= place.end() || at < place.end()) ? text.length() : to;
            at = next;
        }
        return new Excerpt(text.toString().stripTrailing(), from, Math.max(1, to - from));
    }

    private @Nullable Part partAt(int index) {
        int low = 0;
        int high = this.parts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Span span = this.parts.get(middle).span();
            if (index < span.start()) {
                high = middle - 1;
            } else if (index >= span.end()) {
                low = middle + 1;
            } else {
                return this.parts.get(middle);
            }
        }
        return null;
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.codePoints()
                .forEach((point) -> visible.appendCodePoint(
                        (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) ? '?' : point));
        return visible.toString();
    }

    /** Outside of nodes stand the signs of YAML, and names of anchors and tags, which are left out. */
    private static String punctuation(char ch) {
        if (ch == '\t') {
            return TAB;
        }
        return (ch < 128 && ch >= ' ' && !Character.isLetterOrDigit(ch)) ? String.valueOf(ch) : "";
    }
}
