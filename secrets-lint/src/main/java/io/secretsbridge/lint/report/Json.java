package io.secretsbridge.lint.report;

import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts objects together for the writer of JSON that the core has. */
final class Json {

    private final List<MapNode.Item> entries = new ArrayList<>();

    static Json object() {
        return new Json();
    }

    Json put(String key, String value) {
        return put(key, ValueNode.string(value));
    }

    Json put(String key, long value) {
        return put(key, ValueNode.integer(value, Position.NONE));
    }

    Json put(String key, boolean value) {
        return put(key, ValueNode.bool(value, Position.NONE));
    }

    Json put(String key, Json value) {
        return put(key, value.node());
    }

    Json put(String key, List<Json> values) {
        return put(key, new ListNode(values.stream().<Node>map(Json::node).toList(), Position.NONE));
    }

    Json putTexts(String key, List<String> values) {
        return put(
                key, new ListNode(values.stream().<Node>map(ValueNode::string).toList(), Position.NONE));
    }

    private Json put(String key, Node value) {
        this.entries.add(new MapNode.Entry(key, value));
        return this;
    }

    private MapNode node() {
        return new MapNode(this.entries, Position.NONE);
    }

    String text() {
        return new String(Stores.of(Format.JSON).writePlain(List.of(node())), StandardCharsets.UTF_8);
    }
}
