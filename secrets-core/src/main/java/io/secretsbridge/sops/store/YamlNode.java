package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of YAML with the comments around it, on the way from the parser to the tree. */
final class YamlNode {

    /** What a node is. */
    enum Kind {
        MAPPING,
        SEQUENCE,
        SCALAR,
        ALIAS
    }

    private final Kind kind;

    private final @Nullable String tag;

    private final String value;

    private final Position position;

    private final List<YamlNode> content;

    private @Nullable YamlNode target;

    private String head = "";

    private String line = "";

    private String foot = "";

    YamlNode(Kind kind, @Nullable String tag, String value, Position position) {
        this.kind = kind;
        this.tag = tag;
        this.value = value;
        this.position = position;
        this.content = (kind == Kind.MAPPING || kind == Kind.SEQUENCE) ? new ArrayList<>() : List.of();
    }

    Kind kind() {
        return this.kind;
    }

    /** Returns the tag in its short form, or {@code null} when the value says the type. */
    @Nullable
    String tag() {
        return this.tag;
    }

    /** Returns the text of a scalar or the name of an alias. */
    String value() {
        return this.value;
    }

    Position position() {
        return this.position;
    }

    /** Returns the elements, or keys and values in turn. */
    List<YamlNode> content() {
        return this.content;
    }

    /** Returns what an alias stands for. */
    YamlNode target() {
        if (this.target == null) {
            throw new IllegalStateException("Only an alias has a target");
        }
        return this.target;
    }

    void setTarget(YamlNode node) {
        this.target = node;
    }

    void setComments(String before, String beside, String after) {
        this.head = before;
        this.line = beside;
        this.foot = after;
    }

    String head() {
        return this.head;
    }

    String line() {
        return this.line;
    }

    String foot() {
        return this.foot;
    }

    void setLine(String comments) {
        this.line = comments;
    }

    void setFoot(String comments) {
        this.foot = comments;
    }

    boolean isScalarOrAlias() {
        return this.kind == Kind.SCALAR || this.kind == Kind.ALIAS;
    }

    @Override
    public String toString() {
        return "YamlNode[" + this.kind + "]";
    }
}
