package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.store.YamlNode.Kind;
import io.secretsbridge.tree.Position;
import java.util.ArrayList;
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
import org.snakeyaml.engine.v2.tokens.Token;

/** Makes nodes with comments of the events of the parser. */
final class YamlComposer {

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();

    private final YamlText text;

    private final YamlTokens tokens;

    private final ParserImpl parser;

    /** Anchors hold to the end of the file, not of the document. */
    private final Map<String, YamlNode> anchors = new HashMap<>();

    private int depth;

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
                event = this.parser.next();
            }
            return documents;
        } catch (MarkedYamlEngineException ex) {
            Optional<Mark> mark = ex.getProblemMark().or(ex::getContextMark);
            throw this.text.malformed(YamlText.position(mark), YamlProblems.describe(ex.getProblem()));
        } catch (YamlEngineException ex) {
            throw this.text.malformed(Position.NONE, YamlProblems.describe(null));
        }
    }

    private YamlDocument document(DocumentStartEvent start) {
        String head = start.isExplicit() ? "" : this.tokens.takeDocumentHead();
        YamlNode root = node(this.parser.next());
        this.parser.next();
        YamlNode end = new YamlNode(Kind.SCALAR, null, "", Position.NONE);
        this.tokens.giveComments(end);
        String foot = end.foot().isEmpty() ? end.head() : end.foot();
        return new YamlDocument(root, head, foot);
    }

    private YamlNode node(Event event) {
        return switch (event.getEventId()) {
            case Alias -> alias((AliasEvent) event);
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> collection((CollectionStartEvent) event, Kind.SEQUENCE);
            case MappingStart -> collection((CollectionStartEvent) event, Kind.MAPPING);
            default -> throw this.text.malformed(position(event), YamlProblems.describe(null));
        };
    }

    private YamlNode alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        YamlNode node = new YamlNode(Kind.ALIAS, null, name, position(event));
        YamlNode target = this.anchors.get(name);
        if (target == null) {
            throw this.text.malformed(node.position(), "an alias names an anchor that does not stand before it");
        }
        node.setTarget(target);
        this.tokens.giveComments(node);
        return node;
    }

    private YamlNode scalar(ScalarEvent event) {
        YamlNode node = new YamlNode(Kind.SCALAR, scalarTag(event), event.getValue(), position(event));
        // An empty scalar is nowhere in the text, and leaves the comments to the next node.
        if (this.tokens.lastTaken() == Token.ID.Scalar) {
            this.tokens.giveComments(node);
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

    private YamlNode collection(CollectionStartEvent event, Kind kind) {
        YamlNode node = new YamlNode(kind, null, "", position(event));
        boolean flow = this.tokens.isNext(Token.ID.FlowSequenceStart) || this.tokens.isNext(Token.ID.FlowMappingStart);
        if (flow) {
            this.tokens.giveComments(node);
        } else if (this.tokens.isNext(Token.ID.BlockSequenceStart) || this.tokens.isNext(Token.ID.BlockMappingStart)) {
            this.tokens.giveStem(node);
        }
        remember(event.getAnchor(), node);
        this.depth++;
        if (this.depth > YamlLimits.MAX_DEPTH) {
            throw this.text.limitExceeded(node.position(), YamlLimits.TOO_DEEP);
        }
        if (kind == Kind.SEQUENCE) {
            sequence(node);
        } else {
            mapping(node, !event.isFlow());
        }
        this.depth--;
        return node;
    }

    private void sequence(YamlNode node) {
        Event event = this.parser.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            node.content().add(node(event));
            event = this.parser.next();
        }
        YamlNode end = new YamlNode(Kind.SCALAR, null, "", node.position());
        if (this.tokens.lastTaken() == Token.ID.FlowSequenceEnd) {
            this.tokens.giveComments(end);
        } else {
            this.tokens.keepComments();
        }
        node.setLine(end.line());
        node.setFoot(end.foot());
    }

    private void mapping(YamlNode node, boolean block) {
        List<YamlNode> content = node.content();
        Event event = this.parser.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(event);
            if (block && !key.foot().isEmpty() && !content.isEmpty()) {
                // What stands after the value before, at the indentation of this map, is that entry's.
                content.get(content.size() - 2).setFoot(key.foot());
                key.setFoot("");
            }
            YamlNode value = node(this.parser.next());
            if (key.foot().isEmpty()) {
                key.setFoot(value.foot());
                value.setFoot("");
            }
            content.add(key);
            content.add(value);
            event = this.parser.next();
        }
        YamlNode end = new YamlNode(Kind.SCALAR, null, "", node.position());
        Token.ID taken = this.tokens.lastTaken();
        if (taken == Token.ID.FlowMappingEnd || taken == Token.ID.BlockEnd) {
            this.tokens.giveComments(end);
        }
        node.setLine(end.line());
        node.setFoot(end.foot());
        if (block && !node.foot().isEmpty() && !content.isEmpty()) {
            content.get(content.size() - 2).setFoot(node.foot());
            node.setFoot("");
        }
    }

    private void remember(Optional<Anchor> anchor, YamlNode node) {
        anchor.ifPresent(name -> this.anchors.put(name.getValue(), node));
    }

    private static Position position(Event event) {
        return YamlText.position(event.getStartMark());
    }
}
