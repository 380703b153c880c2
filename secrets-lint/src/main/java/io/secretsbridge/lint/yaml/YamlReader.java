package io.secretsbridge.lint.yaml;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Makes trees of the events of the parser. Time and memory are bounded by the length of the text. */
public final class YamlReader {

    /** The most nodes of a document when all aliases are followed, so that a few lines of them cannot cost hours. */
    private static final long MAX_NODES = 2_000_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            // The words for true and null are looked at where they matter.
            .setSchema(new FailsafeSchema())
            .build();

    private final SourceText source;

    private final String text;

    private final ParserImpl parser;

    private final Map<String, YamlNode> anchors = new HashMap<>();

    /** The collections around the place of the parser, the innermost first: nesting must not cost stack. */
    private final Deque<Frame> open = new ArrayDeque<>();

    private int place;

    private static final class Frame {

        private final boolean mapping;

        private final boolean flow;

        private final int start;

        private final @Nullable String anchor;

        private final List<YamlNode> children = new ArrayList<>();

        private long size;

        Frame(CollectionStartEvent event, boolean mapping, int start) {
            this.mapping = mapping;
            this.flow = event.isFlow();
            this.start = start;
            this.anchor = event.getAnchor().map(Object::toString).orElse(null);
        }
    }

    private YamlReader(SourceText source, String text) {
        this.source = source;
        this.text = text;
        this.parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
    }

    /**
     * Reads a file, that of a template as far as it is YAML without its actions.
     *
     * @param source the file
     * @return the roots of its documents
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public static List<YamlNode> documents(SourceText source) {
        // JSON has tabs between tokens, and nowhere else.
        String text = isJson(source.text()) ? source.text().replace('\t', ' ') : source.text();
        try {
            return new YamlReader(source, text).read();
        } catch (SecretsException ex) {
            if (ex.reason() != Reason.MALFORMED || !TemplateMask.hasActions(text)) {
                throw ex;
            }
            return template(source, text);
        }
    }

    /**
     * Reads a document that lies in a block scalar of another one, where it stands.
     *
     * @param source the file
     * @param block the scalar
     * @return the roots of its documents
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public static List<YamlNode> nested(SourceText source, YamlScalar block) {
        int from = source.lineStart(source.line(block.span().start()) + 1);
        StringBuilder text = new StringBuilder(source.text());
        for (int i = 0; i < text.length(); i++) {
            boolean outside = i < from || i >= block.span().end();
            if (outside && text.charAt(i) != '\n' && !Character.isSurrogate(text.charAt(i))) {
                text.setCharAt(i, ' ');
            } else if (outside && Character.isHighSurrogate(text.charAt(i))) {
                text.setCharAt(i, ' ');
                text.setCharAt(i + 1, ' ');
            }
        }
        return new YamlReader(source.with(text.toString()), text.toString()).read();
    }

    private static List<YamlNode> template(SourceText source, String text) {
        try {
            return new YamlReader(source, TemplateMask.mask(text)).read();
        } catch (SecretsException ex) {
            throw new SecretsException(
                    ex.reason(),
                    ex.location(),
                    "this template is not YAML before it is rendered",
                    "Render it: helm template CHART | secrets lint -",
                    ex);
        }
    }

    private static boolean isJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private List<YamlNode> read() {
        try {
            List<YamlNode> documents = new ArrayList<>();
            for (Event event = this.parser.next(); !isEnd(event); event = this.parser.next()) {
                if (event.getEventId() == Event.ID.DocumentStart) {
                    this.anchors.clear();
                    documents.add(node());
                }
            }
            return documents;
        } catch (MarkedYamlEngineException ex) {
            Optional<Mark> mark = ex.getProblemMark().or(ex::getContextMark);
            throw malformed(mark.map(this::index).orElse(this.place), ex);
        } catch (YamlEngineException | NumberFormatException | IndexOutOfBoundsException ex) {
            throw malformed(this.place, ex);
        }
    }

    private static boolean isEnd(Event event) {
        return event.getEventId() == Event.ID.StreamEnd;
    }

    private YamlNode node() {
        while (true) {
            Event event = this.parser.next();
            this.place = start(event);
            YamlNode done = switch (event.getEventId()) {
                case Alias -> target((AliasEvent) event);
                case Scalar -> anchored(scalar((ScalarEvent) event), (NodeEvent) event);
                case SequenceStart -> open((CollectionStartEvent) event, false);
                case MappingStart -> open((CollectionStartEvent) event, true);
                default -> close(event);
            };
            if (done != null) {
                Frame around = this.open.peek();
                if (around == null) {
                    return done;
                }
                add(around, done);
            }
        }
    }

    private void add(Frame around, YamlNode done) {
        around.size += done.size();
        if (around.size > MAX_NODES) {
            throw limitExceeded("the document has more than " + MAX_NODES + " nodes when its aliases are followed");
        }
        around.children.add(done);
    }

    private YamlNode target(AliasEvent event) {
        YamlNode target = this.anchors.get(event.getAlias().toString());
        if (target == null) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    this.source.at(this.place),
                    "an alias names an anchor that does not stand before it",
                    "Define the anchor first");
        }
        return target;
    }

    private YamlNode anchored(YamlNode node, NodeEvent event) {
        event.getAnchor().ifPresent((name) -> this.anchors.put(name.toString(), node));
        return node;
    }

    private YamlScalar scalar(ScalarEvent event) {
        Span span = new Span(start(event), end(event));
        String raw = this.source.text().substring(span.start(), span.end());
        boolean masked = !this.text.regionMatches(span.start(), raw, 0, raw.length());
        if (masked && TemplateMask.hasActions(raw)) {
            return new YamlScalar(raw, YamlScalar.Style.TEMPLATE, span);
        }
        YamlScalar.Style style = switch (event.getScalarStyle()) {
            case LITERAL, FOLDED -> YamlScalar.Style.BLOCK;
            case PLAIN -> YamlScalar.Style.PLAIN;
            default -> YamlScalar.Style.QUOTED;
        };
        return new YamlScalar(event.getValue(), style, trimmed(span, event.getScalarStyle()));
    }

    /** A block scalar ends before the next token, which may be lines behind its last one. */
    private Span trimmed(Span span, ScalarStyle style) {
        int end = span.end();
        while (style != ScalarStyle.PLAIN && end > span.start() && Character.isWhitespace(this.text.charAt(end - 1))) {
            end--;
        }
        return new Span(span.start(), end);
    }

    private @Nullable YamlNode open(CollectionStartEvent event, boolean mapping) {
        this.open.push(new Frame(event, mapping, start(event)));
        if (this.open.size() > Node.MAX_DEPTH) {
            throw limitExceeded("maps and lists are nested deeper than " + Node.MAX_DEPTH + " levels");
        }
        return null;
    }

    private YamlNode close(Event event) {
        Frame frame = this.open.pop();
        int end = frame.flow ? end(event) : endOfBlock(frame);
        Span span = new Span(frame.start, Math.max(frame.start, end));
        YamlNode node = frame.mapping
                ? new YamlMapping(entries(frame.children), frame.flow, span)
                : new YamlSequence(frame.children, frame.flow, span);
        if (frame.anchor != null) {
            this.anchors.put(frame.anchor, node);
        }
        return node;
    }

    private static int endOfBlock(Frame frame) {
        return frame.children.stream()
                .mapToInt((child) -> child.span().end())
                .max()
                .orElse(frame.start);
    }

    private static List<YamlMapping.Entry> entries(List<YamlNode> children) {
        List<YamlMapping.Entry> entries = new ArrayList<>(children.size() / 2);
        List<YamlMapping> merged = new ArrayList<>();
        for (int i = 0; i + 1 < children.size(); i += 2) {
            YamlScalar key = (children.get(i) instanceof YamlScalar scalar)
                    ? scalar
                    : new YamlScalar(
                            "?", YamlScalar.Style.TEMPLATE, children.get(i).span());
            if (key.style() == YamlScalar.Style.PLAIN && key.value().equals("<<")) {
                addMerged(children.get(i + 1), merged);
            } else {
                entries.add(new YamlMapping.Entry(key, children.get(i + 1)));
            }
        }
        if (!merged.isEmpty()) {
            Set<String> own =
                    entries.stream().map((entry) -> entry.key().value()).collect(Collectors.toSet());
            merged.stream()
                    .flatMap((mapping) -> mapping.entries().stream())
                    .filter((entry) -> !own.contains(entry.key().value()))
                    .forEach(entries::add);
        }
        return entries;
    }

    private static void addMerged(YamlNode value, List<YamlMapping> merged) {
        if (value instanceof YamlMapping mapping) {
            merged.add(mapping);
        } else if (value instanceof YamlSequence sequence) {
            sequence.items().forEach((item) -> addMerged(item, merged));
        }
    }

    private int start(Event event) {
        return event.getStartMark().map(this::index).orElse(this.place);
    }

    private int end(Event event) {
        return event.getEndMark().map(this::index).orElse(this.place);
    }

    private int index(Mark mark) {
        return Math.min(this.text.length(), this.source.index(mark.getIndex()));
    }

    /** The library's message may quote the text, so that it is not passed on. */
    private SecretsException malformed(int index, RuntimeException cause) {
        String kind = cause.getClass().getSimpleName().startsWith("Reader")
                ? "the file holds characters that YAML does not allow"
                : "this is not YAML";
        return new SecretsException(
                Reason.MALFORMED, this.source.at(index), kind, "Check the indentation, quotes and colons here");
    }

    private SecretsException limitExceeded(String problem) {
        return new SecretsException(
                Reason.LIMIT_EXCEEDED, this.source.at(this.place), problem, "Leave out what is no manifest");
    }
}
