package io.secretsbridge.sops.store;

import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes INI as {@code sops} does, but never what would be read as something else: a key or value that its form does not
 * carry is written in quotes, and refused when no quotes carry it.
 */
final class IniWriter {

    private static final List<UnaryOperator<String>> QUOTES =
            List.of((text) -> "`" + text + "`", (text) -> "\"\"\"" + text + "\"\"\"");

    private final boolean sealed;

    private final Output out = new Output();

    private IniWriter(boolean sealed) {
        this.sealed = sealed;
    }

    /**
     * Writes a map of sections.
     *
     * @param root the sections
     * @param sealed whether what is read back must count the same in a MAC
     */
    static byte[] write(MapNode root, boolean sealed) {
        IniWriter writer = new IniWriter(sealed);
        List<MapNode.Entry> sections = root.entries();
        for (int index = 0; index < sections.size(); index++) {
            writer.writeSection(sections.get(index), index == 0, index == sections.size() - 1);
        }
        return writer.out.take();
    }

    private void writeSection(MapNode.Entry section, boolean first, boolean last) {
        TreePath path = TreePath.ROOT.key(section.key());
        if (!(section.value() instanceof MapNode map)) {
            throw Problems.notExpressible(
                    path, "the top level of an INI file holds sections only, and this is none", "Put it into a map");
        }
        if (section.key().isEmpty() || section.key().indexOf('\n') >= 0) {
            throw Problems.notExpressible(
                    path, "the name of a section must not be empty or contain a line end", "Rename it");
        }
        String comment = "";
        Map<String, Key> keys = new LinkedHashMap<>();
        Key key = null;
        for (MapNode.Item item : map.items()) {
            if (item instanceof MapNode.Entry entry) {
                key = key(entry, path.key(entry.key()));
                if (keys.put(entry.key(), key) != null) {
                    throw Problems.notExpressible(
                            path.key(entry.key()), "a section cannot hold the same key twice", "Rename one of them");
                }
            } else if (item instanceof CommentNode note) {
                if (key != null) {
                    key.comment = note.text();
                } else if (item == map.items().get(0)) {
                    comment = note.text();
                }
            }
        }
        writeComment(comment, false);
        if (!first || !section.key().equals(IniReader.DEFAULT_SECTION)) {
            this.out.write("[" + section.key() + "]\n");
        } else if (keys.isEmpty()) {
            return;
        }
        writeKeys(new ArrayList<>(keys.values()));
        if (!last) {
            this.out.write('\n');
        }
    }

    private Key key(MapNode.Entry entry, TreePath path) {
        String name = ByteText.of(entry.key());
        List<String> nameForms = forms(usualName(name), name);
        String value = ByteText.of(FlatValues.text(entry.value(), path, this.sealed, "INI"));
        List<String> valueForms = forms(usualValue(value), value);
        String nameForm = nameForms.stream()
                .filter((form) -> isReadAs(form + " = x", name, "x"))
                .findFirst()
                .orElseThrow(() -> Problems.notExpressible(
                        path, "no quotes of INI carry this key", "Rename it, or choose YAML or JSON as the format"));
        String valueForm = valueForms.stream()
                .filter((form) -> isReadAs("x = " + form, "x", value))
                .findFirst()
                .orElseThrow(() -> Problems.notExpressible(
                        path, "no quotes of INI carry this value", "Choose YAML or JSON as the format"));
        return new Key(nameForm, valueForm);
    }

    private static List<String> forms(String usual, String text) {
        List<String> forms = new ArrayList<>();
        forms.add(usual);
        forms.add(text);
        QUOTES.forEach((quotes) -> forms.add(quotes.apply(text)));
        return forms;
    }

    private static String usualName(String name) {
        if (containsAny(name, "\"=:")) {
            return QUOTES.get(0).apply(name);
        }
        return containsAny(name, "`") ? QUOTES.get(1).apply(name) : name;
    }

    private static String usualValue(String value) {
        if (containsAny(value, "\n`")) {
            return QUOTES.get(1).apply(value);
        }
        if (containsAny(value, "#;")) {
            return QUOTES.get(0).apply(value);
        }
        return ByteText.trim(value).equals(value) ? value : "\"" + value + "\"";
    }

    private static boolean containsAny(String text, String characters) {
        return text.chars().anyMatch((character) -> characters.indexOf(character) >= 0);
    }

    private static boolean isReadAs(String line, String name, String value) {
        MapNode expected = MapNode.of(new MapNode.Entry(
                IniReader.DEFAULT_SECTION,
                MapNode.of(new MapNode.Entry(
                        ByteText.decode(name),
                        ValueNode.ofCanonical(ValueNode.Type.STRING, ByteText.bytes(value), Position.NONE)))));
        try {
            return IniReader.read(Source.of("", ByteText.bytes(line + "\n"))).equals(expected);
        } catch (SecretsException ex) {
            return false;
        }
    }

    private void writeKeys(List<Key> keys) {
        int width = keys.stream().mapToInt((key) -> key.name.length()).max().orElse(0);
        for (Key key : keys) {
            writeComment(key.comment, true);
            this.out.write(ByteText.bytes(key.name));
            this.out.repeat(' ', width - key.name.length());
            this.out.write(" = ");
            this.out.write(ByteText.bytes(key.value));
            this.out.write('\n');
        }
    }

    private void writeComment(String comment, boolean trimmed) {
        if (comment.isEmpty()) {
            return;
        }
        for (String line : ByteText.of(comment).split("\n", -1)) {
            boolean signed = line.startsWith("#") || line.startsWith(";");
            String sign = signed ? line.substring(0, 1) : ";";
            String text = signed ? ByteText.trim(line.substring(1)) : trimmed ? ByteText.trim(line) : line;
            this.out.write(ByteText.bytes(sign + " " + text + "\n"));
        }
    }

    /** A key as it is written. */
    private static final class Key {

        private final String name;

        private final String value;

        private String comment = "";

        Key(String name, String value) {
            this.name = name;
            this.value = value;
        }
    }
}
