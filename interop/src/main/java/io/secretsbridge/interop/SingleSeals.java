package io.secretsbridge.interop;

import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sealed values of a file that have a key path and plaintext which no other value of the file has as well. */
final class SingleSeals {

    private final Map<String, List<String>> seals = new HashMap<>();

    private SingleSeals() {}

    static List<String> of(List<MapNode> sealed, List<MapNode> plain) {
        SingleSeals single = new SingleSeals();
        for (int i = 0; i < sealed.size(); i++) {
            single.walk(sealed.get(i), plain.get(i), "");
        }
        List<String> values = new ArrayList<>();
        for (List<String> equal : single.seals.values()) {
            if (equal.size() == 1 && SealedLayout.sealedValues(equal.get(0)).equals(equal)) {
                values.add(equal.get(0));
            }
        }
        return values;
    }

    private void walk(Node sealed, Node plain, String path) {
        if (sealed instanceof MapNode sealedMap && plain instanceof MapNode plainMap) {
            for (int i = 0; i < sealedMap.items().size(); i++) {
                MapNode.Item item = sealedMap.items().get(i);
                if (item instanceof MapNode.Entry entry
                        && plainMap.items().get(i) instanceof MapNode.Entry plainEntry) {
                    walk(entry.value(), plainEntry.value(), path + entry.key() + ":");
                } else if (item instanceof CommentNode comment
                        && plainMap.items().get(i) instanceof CommentNode text) {
                    add(path + "#" + text.text(), comment.text());
                }
            }
        } else if (sealed instanceof ListNode sealedList && plain instanceof ListNode plainList) {
            for (int i = 0; i < sealedList.elements().size(); i++) {
                walk(sealedList.elements().get(i), plainList.elements().get(i), path);
            }
        } else if (sealed instanceof ValueNode text && plain instanceof ValueNode value) {
            // In sops no NaN equals another, so that one is always sealed anew.
            if (!value.text().equals("NaN")) {
                add(path + value.type() + value.text(), text.text());
            }
        } else if (sealed instanceof ValueNode text && plain instanceof CommentNode comment) {
            add(path + "#" + comment.text(), text.text());
        }
    }

    private void add(String key, String sealed) {
        this.seals.computeIfAbsent(key, (k) -> new ArrayList<>()).add(sealed);
    }
}
