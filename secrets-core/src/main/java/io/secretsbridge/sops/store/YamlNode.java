package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
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

    private @Nullable ValueNode resolved;

    private boolean plainKey;

    private boolean open;

    private YamlComments comments = YamlComments.NONE;

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

    /** Returns the value that a scalar was resolved to, or {@code null} when it was not yet. */
    @Nullable
    ValueNode resolved() {
        return this.resolved;
    }

    void setResolved(ValueNode value) {
        this.resolved = value;
    }

    /** Returns whether this is the key of a map and was found to be a string whose text is {@link #value()}. */
    boolean isPlainKey() {
        return this.plainKey;
    }

    void setPlainKey() {
        this.plainKey = true;
    }

    /** Returns whether the tree of this collection is being made, so that an alias in it would never end. */
    boolean isOpen() {
        return this.open;
    }

    void setOpen(boolean isMade) {
        this.open = isMade;
    }

    YamlComments comments() {
        return this.comments;
    }

    void setComments(YamlComments around) {
        this.comments = around;
    }

    /** Makes the comments after this node those after another. */
    void moveFootTo(YamlNode other) {
        other.comments = other.comments.withFoot(foot());
        this.comments = this.comments.withFoot("");
    }

    boolean hasComments() {
        return !this.comments.isNone();
    }

    String head() {
        return this.comments.head();
    }

    String line() {
        return this.comments.line();
    }

    String foot() {
        return this.comments.foot();
    }

    /** Returns whether this is a map or an alias of one. */
    boolean standsForMap() {
        return ((this.target != null) ? this.target : this).kind == Kind.MAPPING;
    }

    boolean isScalarOrAlias() {
        return this.kind == Kind.SCALAR || this.kind == Kind.ALIAS;
    }

    @Override
    public String toString() {
        return "YamlNode[" + this.kind + "]";
    }
}
