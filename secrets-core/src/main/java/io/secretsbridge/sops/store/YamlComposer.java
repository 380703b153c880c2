package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.store.YamlNode.Kind;
import io.secretsbridge.tree.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import org.snakeyaml.engine.v2.tokens.Token;

/** Makes nodes with comments of the events of the parser. */
final class YamlComposer {

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            // Types are found by YamlScalars; any other schema loads what nobody asks.
            .setSchema(new FailsafeSchema())
            .build();

    private final YamlText text;

    private final YamlTokens tokens;

    private final ParserImpl parser;

    /** Anchors hold to the end of the file, not of the document. */
    private final Map<String, YamlNode> anchors = new HashMap<>();

    /** The collections around the place of the parser, the innermost first: nesting must not cost stack. */
    private final Deque<Frame> open = new ArrayDeque<>();

    /** Whether this is the first document, in which alone {@code sops} checks keys. */
    private boolean first = true;

    /** A collection of which the end was not reached. */
    private final class Frame {

        private final YamlNode node;

        private final boolean block;

        private final @Nullable Map<Object, YamlNode> keys;

        private @Nullable YamlNode key;

        Frame(YamlNode node, boolean block) {
            this.node = node;
            this.block = block;
            this.keys = (YamlComposer.this.first && node.kind() == Kind.MAPPING) ? new HashMap<>() : null;
        }

        void add(YamlNode child) {
            List<YamlNode> content = this.node.content();
            if (this.node.kind() == Kind.SEQUENCE) {
                resolve(child);
                content.add(child);
            } else if (this.key == null) {
                if (this.block && !child.foot().isEmpty() && !content.isEmpty()) {
                    // What stands after the value before, at the indentation of this map, is that entry's.
                    child.moveFootTo(lastKey());
                }
                this.key = child;
                if (child.kind() == Kind.SCALAR && YamlScalars.isPlainlyString(child)) {
                    child.setPlainKey();
                }
                checkKey(child);
            } else {
                if (this.key.foot().isEmpty() && !child.foot().isEmpty()) {
                    child.moveFootTo(this.key);
                }
                resolve(child);
                checkMerge(this.key, child);
                content.add(this.key);
                content.add(child);
                this.key = null;
            }
        }

        YamlNode lastKey() {
            return this.node.content().get(this.node.content().size() - 2);
        }

        /**
         * Makes the value of a scalar whose text one has to look at, while it is at hand. What is plainly a string waits, so that
         * the values of a file lie side by side in memory, where the next walk over them finds them faster.
         */
        private void resolve(YamlNode child) {
            if (child.kind() == Kind.SCALAR && !YamlScalars.isPlainlyString(child)) {
                child.setResolved(YamlScalars.value(child, YamlComposer.this.text));
            }
        }

        private void checkKey(YamlNode child) {
            if (this.keys == null) {
                return;
            }
            Object name = (child.kind() == Kind.SCALAR) ? child.value() : List.of(child.kind(), child.value());
            YamlNode same = this.keys.putIfAbsent(name, child);
            if (same != null) {
                throw YamlComposer.this.text.malformed(
                        child.position(),
                        "this key stands in the same map on line "
                                + same.position().line() + " already");
            }
        }

        private void checkMerge(YamlNode mapKey, YamlNode value) {
            if (this.keys == null
                    || !YamlScalars.MERGE_TAG.equals(mapKey.tag())
                    || !mapKey.value().equals(YamlScalars.MERGE_KEY)) {
                return;
            }
            boolean fits = value.standsForMap()
                    || (value.kind() == Kind.SEQUENCE
                            && value.content().stream().allMatch(YamlNode::standsForMap));
            if (!fits) {
                throw YamlComposer.this.text.malformed(
                        value.position(), "the value of the key '<<' must be a map or a list of maps");
            }
        }
    }

    /**
     * A document.
     *
     * @param root its node, with a foot that includes the comments after the document
     * @param head the comments before the document that an empty line sets apart
     * @param foot the comments after the root
     */
    record YamlDocument(YamlNode root, String head, String foot) {}

    YamlComposer(YamlText text) {
        this.text = text;
        this.tokens = new YamlTokens(text, SETTINGS);
        this.parser = new ParserImpl(SETTINGS, this.tokens);
    }

    /**
     * Reads the whole text.
     *
     * @return the documents
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    List<YamlDocument> documents() {
        try {
            List<YamlDocument> documents = new ArrayList<>();
            this.parser.next();
            Event event = this.parser.next();
            while (event instanceof DocumentStartEvent start) {
                if (!start.isExplicit() && !documents.isEmpty()) {
                    throw this.text.malformed(position(start), "a document after the first must start with '---'");
                }
                documents.add(document(start));
                this.first = false;
                event = this.parser.next();
            }
            return documents;
        } catch (MarkedYamlEngineException ex) {
            Optional<Mark> mark = ex.getProblemMark().or(ex::getContextMark);
            throw this.text.malformed(
                    mark.isPresent() ? YamlText.position(mark) : this.tokens.position(),
                    YamlProblems.describe(ex.getContext(), ex.getProblem()));
        } catch (YamlEngineException | NumberFormatException ex) {
            // The scanner takes the end of the file after a hexadecimal escape for a number.
            throw this.text.malformed(this.tokens.position(), YamlProblems.UNKNOWN);
        }
    }

    private YamlDocument document(DocumentStartEvent start) {
        String head = start.isExplicit() ? "" : this.tokens.takeDocumentHead();
        YamlNode root = node(this.parser.next());
        this.parser.next();
        YamlComments end = this.tokens.takeComments();
        return new YamlDocument(root, head, end.foot().isEmpty() ? end.head() : end.foot());
    }

    private YamlNode node(Event first) {
        Event event = first;
        while (true) {
            YamlNode done = switch (event.getEventId()) {
                case Alias -> alias((AliasEvent) event);
                case Scalar -> scalar((ScalarEvent) event);
                case SequenceStart -> start((CollectionStartEvent) event, Kind.SEQUENCE);
                case MappingStart -> start((CollectionStartEvent) event, Kind.MAPPING);
                case SequenceEnd -> endSequence(this.open.pop());
                case MappingEnd -> endMapping(this.open.pop());
                default -> throw this.text.malformed(position(event), YamlProblems.UNKNOWN);
            };
            if (done != null) {
                if (this.open.isEmpty()) {
                    return done;
                }
                this.open.element().add(done);
            }
            event = this.parser.next();
        }
    }

    private YamlNode alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        YamlNode node = new YamlNode(Kind.ALIAS, null, name, position(event));
        YamlNode target = this.anchors.get(name);
        if (target == null) {
            throw this.text.malformed(node.position(), "an alias names an anchor that does not stand before it");
        }
        node.setTarget(target);
        node.setComments(this.tokens.takeComments());
        return node;
    }

    private YamlNode scalar(ScalarEvent event) {
        YamlNode node = new YamlNode(Kind.SCALAR, scalarTag(event), event.getValue(), position(event));
        // An empty scalar is nowhere in the text, and leaves the comments to the next node.
        if (this.tokens.lastTaken() == Token.ID.Scalar) {
            node.setComments(this.tokens.takeComments());
        }
        remember(event.getAnchor(), node);
        return node;
    }

    private static @Nullable String scalarTag(ScalarEvent event) {
        String tag = event.getTag().orElse("!");
        if (!tag.equals("!")) {
            return YamlScalars.shortTag(tag);
        }
        if (event.getScalarStyle() != ScalarStyle.PLAIN) {
            return YamlScalars.STRING_TAG;
        }
        return event.getValue().equals(YamlScalars.MERGE_KEY) ? YamlScalars.MERGE_TAG : null;
    }

    private @Nullable YamlNode start(CollectionStartEvent event, Kind kind) {
        YamlNode node = new YamlNode(kind, null, "", position(event));
        boolean flow = this.tokens.isNext(Token.ID.FlowSequenceStart) || this.tokens.isNext(Token.ID.FlowMappingStart);
        if (flow) {
            node.setComments(this.tokens.takeComments());
        } else if (this.tokens.isNext(Token.ID.BlockSequenceStart) || this.tokens.isNext(Token.ID.BlockMappingStart)) {
            this.tokens.giveStem(node);
        }
        remember(event.getAnchor(), node);
        this.open.push(new Frame(node, kind == Kind.MAPPING && !event.isFlow()));
        if (this.open.size() > YamlLimits.MAX_DEPTH) {
            throw this.text.limitExceeded(node.position(), YamlLimits.TOO_DEEP);
        }
        return null;
    }

    private YamlNode endSequence(Frame frame) {
        YamlComments end = YamlComments.NONE;
        if (this.tokens.lastTaken() == Token.ID.FlowSequenceEnd) {
            end = this.tokens.takeComments();
        } else {
            this.tokens.keepComments();
        }
        return ended(frame.node, end);
    }

    private YamlNode endMapping(Frame frame) {
        Token.ID taken = this.tokens.lastTaken();
        boolean atEnd = taken == Token.ID.FlowMappingEnd || taken == Token.ID.BlockEnd;
        YamlNode node = ended(frame.node, atEnd ? this.tokens.takeComments() : YamlComments.NONE);
        if (frame.block && !node.foot().isEmpty() && !node.content().isEmpty()) {
            node.moveFootTo(frame.lastKey());
        }
        return node;
    }

    private static YamlNode ended(YamlNode node, YamlComments end) {
        if (node.hasComments() || !end.isNone()) {
            node.setComments(new YamlComments(node.head(), end.line(), end.foot()));
        }
        return node;
    }

    private void remember(Optional<Anchor> anchor, YamlNode node) {
        anchor.ifPresent(name -> this.anchors.put(name.getValue(), node));
    }

    private static Position position(Event event) {
        return YamlText.position(event.getStartMark());
    }
}
