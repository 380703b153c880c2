package io.secretsbridge.cli;

import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.util.List;

/** What a new file holds when the editor opens. */
final class ExampleFile {

    private static final String HINT = " Replace these examples by your own, then save and close the editor.";

    private ExampleFile() {}

    static List<MapNode> of(Format format) {
        return List.of(
                switch (format) {
                    case YAML, JSON ->
                        MapNode.of(
                                new CommentNode(HINT),
                                new Entry("database", credentials()),
                                new Entry("api_tokens", ListNode.of(text("first-token"), text("second-token"))));
                    case DOTENV ->
                        MapNode.of(
                                new CommentNode(HINT),
                                new Entry("DATABASE_USERNAME", text("app")),
                                new Entry("DATABASE_PASSWORD", text("change-me")));
                    case INI -> MapNode.of(new Entry("database", credentials()));
                    case BINARY -> MapNode.of(new Entry("data", text(HINT.strip() + "\n")));
                });
    }

    private static MapNode credentials() {
        return MapNode.of(new Entry("username", text("app")), new Entry("password", text("change-me")));
    }

    private static ValueNode text(String text) {
        return ValueNode.string(text);
    }
}
