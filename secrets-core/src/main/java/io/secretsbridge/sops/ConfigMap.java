package io.secretsbridge.sops;

import com.google.re2j.PatternSyntaxException;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map of {@code .sops.yaml}, read by type, with errors that name the line. YAML merge keys ({@code <<}) count, because
 * rules share parts by them. Null is as good as absent.
 */
final class ConfigMap {

    private static final String MERGE = "<<";

    private static final Set<String> TRUE = Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");

    private static final Set<String> FALSE = Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

    private final MapNode map;

    private final Source source;

    ConfigMap(MapNode map, Source source) {
        this.map = map;
        this.source = source;
    }

    @Nullable
    Node get(String key) {
        return get(this.map, key, 0);
    }

    private static @Nullable Node get(MapNode map, String key, int depth) {
        Node own = map.get(key);
        if (own != null) {
            return (own instanceof ValueNode value && value.isNull()) ? null : own;
        }
        Node merged = (depth < Node.MAX_DEPTH) ? map.get(MERGE) : null;
        if (merged instanceof MapNode other) {
            return get(other, key, depth + 1);
        }
        if (merged instanceof ListNode list) {
            for (Node element : list.elements()) {
                Node found = (element instanceof MapNode other) ? get(other, key, depth + 1) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    boolean has(String key) {
        return get(key) != null;
    }

    String string(String key) {
        Node node = get(key);
        if (node == null) {
            return "";
        }
        if (node instanceof ValueNode value) {
            return value.text();
        }
        throw invalid(node, "'" + key + "' is not a string");
    }

    /** Reads a boolean, which may also be a word of YAML 1.1, quoted or not. */
    boolean bool(String key) {
        Node node = get(key);
        if (node == null) {
            return false;
        }
        if (node instanceof ValueNode value) {
            String text = value.text();
            if (value.type() == ValueNode.Type.BOOLEAN) {
                return Boolean.parseBoolean(text);
            }
            if (value.isString() && TRUE.contains(text)) {
                return true;
            }
            if (value.isString() && FALSE.contains(text)) {
                return false;
            }
        }
        throw invalid(node, "'" + key + "' is neither true nor false");
    }

    int integer(String key, int otherwise) {
        Node node = get(key);
        if (node == null) {
            return otherwise;
        }
        if (node instanceof ValueNode value && !value.isString()) {
            try {
                return new BigDecimal(value.text()).intValueExact();
            } catch (NumberFormatException | ArithmeticException ex) {
                // Said below.
            }
        }
        throw invalid(node, "'" + key + "' is not a whole number");
    }

    /** Reads a list of strings, or one string, with commas in them. */
    List<String> commaStrings(String key) {
        Node node = get(key);
        List<Node> parts = (node instanceof ValueNode) ? List.of(node) : elements(key);
        List<String> strings = new ArrayList<>();
        for (Node part : parts) {
            if (!(part instanceof ValueNode value) || !value.isString()) {
                throw invalid(part, "'" + key + "' holds something that is not a string; put it in quotes");
            }
            strings.addAll(split(value.text()));
        }
        return strings;
    }

    static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter((part) -> !part.isEmpty())
                .toList();
    }

    List<String> strings(String key) {
        List<String> strings = new ArrayList<>();
        for (Node element : elements(key)) {
            if (!(element instanceof ValueNode value) || value.isNull()) {
                throw invalid(element, "an element of '" + key + "' is not a string");
            }
            strings.add(value.text());
        }
        return strings;
    }

    List<ConfigMap> maps(String key) {
        List<ConfigMap> maps = new ArrayList<>();
        for (Node element : elements(key)) {
            maps.add(of(element, "an element of '" + key + "'"));
        }
        return maps;
    }

    ConfigMap map(String key) {
        Node node = get(key);
        return (node == null) ? new ConfigMap(MapNode.EMPTY, this.source) : of(node, "'" + key + "'");
    }

    private ConfigMap of(Node node, String what) {
        if (node instanceof MapNode element) {
            return new ConfigMap(element, this.source);
        }
        throw invalid(node, what + " is not a map");
    }

    private List<Node> elements(String key) {
        Node node = get(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof ListNode list)) {
            throw invalid(node, "'" + key + "' is not a list");
        }
        return list.elements().stream()
                .filter((element) ->
                        element instanceof ValueNode || element instanceof MapNode || element instanceof ListNode)
                .toList();
    }

    /**
     * Returns whether the regular expression of a field matches anywhere in a text. A field that is missing or empty matches all.
     *
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} and the line when it is none
     */
    boolean matches(String key, String text) {
        String regex = string(key);
        if (regex.isEmpty()) {
            return true;
        }
        Node node = get(key);
        Position position = (node == null) ? this.map.position() : node.position();
        try {
            return RegularExpression.compile(regex, this.source.at(position)).find(text);
        } catch (PatternSyntaxException ex) {
            throw invalid(key, key + " is not a valid regular expression: " + ex.getDescription());
        }
    }

    List<MapNode.Entry> entries() {
        return this.map.entries();
    }

    SecretsException invalid(String key, String problem) {
        Node node = get(key);
        return invalid((node == null) ? this.map : node, problem);
    }

    /** Returns an error of a key's text with the line of the field that holds it. */
    SecretsException at(String key, SecretsException ex) {
        Node node = get(key);
        Position position = (node == null) ? this.map.position() : node.position();
        return new SecretsException(ex.reason(), this.source.at(position), ex.problem(), ex.action(), ex);
    }

    SecretsException invalid(Node node, String problem) {
        return new SecretsException(
                Reason.INVALID_CONFIGURATION, this.source.at(node.position()), problem, "Correct this line");
    }
}
