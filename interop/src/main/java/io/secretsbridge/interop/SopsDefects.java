package io.secretsbridge.interop;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.CommentNode;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that {@code sops} writes so that nobody, itself included, reads them back. */
final class SopsDefects {

    private static final Pattern NEGATIVE_ZERO = Pattern.compile("-0(\\.0)?(?![.0-9])");

    private static final Pattern LOST_TEXT = Pattern.compile("[:-] (null|NULL '')$");

    private static final Pattern PADDING = Pattern.compile(" += ");

    private static final Pattern EMPTY_LINE = Pattern.compile("(?m)^[\\s#;]*$");

    private SopsDefects() {}

    /** Returns why sops may not open what it sealed of a tree, or {@code null} when there is no reason to accept. */
    static @Nullable Deliberate unreadable(List<MapNode> branches, Format format) {
        for (MapNode branch : branches) {
            Deliberate reason = unreadable(branch, format, false);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static @Nullable Deliberate unreadable(Node node, Format format, boolean inList) {
        Deliberate reason = null;
        if (node instanceof MapNode map) {
            for (MapNode.Entry entry : map.entries()) {
                boolean merge = format == Format.YAML && entry.key().equals("<<") && !isMerge(entry.value());
                reason = (reason != null) ? reason : merge ? Deliberate.MERGE_KEY : null;
                reason = (reason != null) ? reason : unreadable(entry.value(), format, inList);
            }
        } else if (node instanceof ListNode list) {
            for (Node element : list.elements()) {
                reason = (reason != null) ? reason : unreadable(element, format, true);
            }
        } else if (node instanceof ValueNode value) {
            if (isNegativeZero(value)) {
                reason = Deliberate.NEGATIVE_ZERO;
            } else if (format == Format.YAML && startsWithTab(value)) {
                reason = Deliberate.LEADING_TAB;
            } else if (format == Format.YAML && inList && needsHint(value)) {
                reason = Deliberate.BLOCK_HINT_IN_LIST;
            }
        }
        return reason;
    }

    /** Returns whether a tree holds a comment. */
    static boolean hasComment(Node node) {
        if (node instanceof MapNode map) {
            return map.items().size() > map.entries().size()
                    || map.entries().stream().anyMatch((entry) -> hasComment(entry.value()));
        }
        return node instanceof CommentNode
                || (node instanceof ListNode list && list.elements().stream().anyMatch(SopsDefects::hasComment));
    }

    /** Returns whether a section of INI has a comment with a line that is empty, or nothing but a sign. */
    static boolean hasEmptyCommentLine(MapNode map) {
        return map.items().stream()
                        .anyMatch((item) -> item instanceof CommentNode comment
                                && EMPTY_LINE.matcher(comment.text()).find())
                || map.entries().stream()
                        .anyMatch((entry) -> entry.value() instanceof MapNode section && hasEmptyCommentLine(section));
    }

    /** Returns whether a list holds more than one comment. */
    static boolean hasCommentsInList(Node node) {
        if (node instanceof MapNode map) {
            return map.entries().stream().anyMatch((entry) -> hasCommentsInList(entry.value()));
        }
        return node instanceof ListNode list
                && (list.elements().stream()
                                        .filter(CommentNode.class::isInstance)
                                        .count()
                                > 1
                        || list.elements().stream().anyMatch(SopsDefects::hasCommentsInList));
    }

    /** Returns whether a tree holds a text of several lines that starts with a tab. */
    static boolean hasLeadingTab(List<MapNode> branches) {
        return branches.stream().anyMatch(SopsDefects::hasLeadingTab);
    }

    private static boolean hasLeadingTab(Node node) {
        if (node instanceof MapNode map) {
            return map.entries().stream().anyMatch((entry) -> hasLeadingTab(entry.value()));
        }
        if (node instanceof ListNode list) {
            return list.elements().stream().anyMatch(SopsDefects::hasLeadingTab);
        }
        return node instanceof ValueNode value && startsWithTab(value);
    }

    /** Returns whether two texts differ in nothing but how they write -0.0. */
    static boolean differInNegativeZeroOnly(List<MapNode> branches, String left, String right) {
        return branches.stream().anyMatch(SopsDefects::hasNegativeZero)
                && NEGATIVE_ZERO
                        .matcher(left)
                        .replaceAll("0")
                        .equals(NEGATIVE_ZERO.matcher(right).replaceAll("0"));
    }

    /** Returns whether two texts of as many lines differ only where sops wrote null for a text that starts with a tab. */
    static boolean differInLeadingTabOnly(List<MapNode> branches, String theirs, String ours) {
        String[] theirLines = theirs.split("\n", -1);
        String[] ourLines = ours.split("\n", -1);
        if (!hasLeadingTab(branches) || theirLines.length != ourLines.length) {
            return false;
        }
        for (int i = 0; i < theirLines.length; i++) {
            boolean spoilt = LOST_TEXT.matcher(theirLines[i]).find()
                    || LOST_TEXT.matcher(ourLines[i]).find();
            if (!theirLines[i].equals(ourLines[i]) && !spoilt) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether two texts differ only where sops wrote a merge key that we wrote as a key. */
    static boolean differInMergeKeyOnly(String theirs, String ours) {
        return !theirs.equals(ours) && withQuotedMergeKeys(theirs).equals(withQuotedMergeKeys(ours));
    }

    private static String withQuotedMergeKeys(String text) {
        return text.replace("!!merge <<:", "\"<<\":");
    }

    private static boolean hasNegativeZero(Node node) {
        if (node instanceof MapNode map) {
            return map.entries().stream().anyMatch((entry) -> hasNegativeZero(entry.value()));
        }
        if (node instanceof ListNode list) {
            return list.elements().stream().anyMatch(SopsDefects::hasNegativeZero);
        }
        return node instanceof ValueNode value && isNegativeZero(value);
    }

    static boolean isNegativeZero(ValueNode value) {
        return value.type() == ValueNode.Type.FLOAT && value.text().equals("-0");
    }

    private static boolean isMerge(Node value) {
        return value instanceof MapNode
                || (value instanceof ListNode list
                        && list.elements().stream()
                                .allMatch((element) -> element instanceof MapNode || element instanceof CommentNode));
    }

    private static boolean startsWithTab(ValueNode value) {
        return value.isString() && value.text().startsWith("\t") && value.text().contains("\n");
    }

    private static boolean needsHint(ValueNode value) {
        String text = value.isString() ? value.text() : "";
        return text.contains("\n") && (text.startsWith(" ") || text.startsWith("\n"));
    }

    /** Returns why the text that sops writes of a tree differs from ours, or {@code null} when it must not. */
    static @Nullable Deliberate difference(
            SecretFiles files, List<MapNode> branches, Format format, String theirText, String ourText) {
        // A merge key may come together with each of the others.
        String theirs = withQuotedMergeKeys(theirText);
        String ours = withQuotedMergeKeys(ourText);
        if (theirs.equals(ours)) {
            return Deliberate.MERGE_KEY;
        }
        if (format == Format.INI) {
            return differInIniQuotesOnly(theirs, ours) ? Deliberate.INI_QUOTES : null;
        }
        List<MapNode> elements = branches.stream()
                .map((branch) -> (MapNode) withElementsForEmptyComments(branch))
                .toList();
        if (!elements.equals(branches) && written(files, elements, format).equals(theirs)) {
            return Deliberate.EMPTY_COMMENT_IN_LIST;
        }
        Deliberate reason = unreadable(branches, format);
        if (reason == null || (format == Format.YAML && !values(branches).equals(values(read(ourText, format))))) {
            return null;
        }
        if (differInNegativeZeroOnly(branches, theirs, ours)) {
            return Deliberate.NEGATIVE_ZERO;
        }
        if (format == Format.JSON) {
            return null;
        }
        List<MapNode> theirTree = read(theirs, format);
        if (theirTree == null) {
            return Deliberate.BLOCK_HINT_IN_LIST;
        }
        // With what sops makes of the values in their places, the rest must be the same to the byte.
        List<MapNode> defective = new ArrayList<>();
        for (int i = 0; i < Math.min(theirTree.size(), branches.size()); i++) {
            defective.add((MapNode) spoilt(branches.get(i), theirTree.get(i), false));
        }
        String expected = written(files, defective, format);
        if (expected.equals(theirs) || differInNegativeZeroOnly(branches, expected, theirs)) {
            return reason;
        }
        // The block of another text is written in another way, so that only the trees can be compared.
        return values(defective).equals(values(theirTree)) ? Deliberate.BLOCK_HINT_IN_LIST : null;
    }

    /** Returns whether two sealed files say different things, but for what is random in them. */
    static boolean readDifferently(String theirs, String ours, Format format) {
        return !values(read(SealedLayout.of(theirs), format)).equals(values(read(SealedLayout.of(ours), format)));
    }

    /** Returns whether every line that differs is one that sops wrote so that it reads back as something else. */
    private static boolean differInIniQuotesOnly(String theirs, String ours) {
        String[] theirLines = theirs.split("\n", -1);
        String[] ourLines = ours.split("\n", -1);
        boolean same = theirLines.length == ourLines.length;
        for (int i = 0; same && i < theirLines.length; i++) {
            // Quotes of one key move the others of its section.
            String their = PADDING.matcher(theirLines[i]).replaceFirst(" = ");
            String our = PADDING.matcher(ourLines[i]).replaceFirst(" = ");
            same = their.equals(our) || !values(read(their, Format.INI)).equals(values(read(our, Format.INI)));
        }
        return same;
    }

    private static String written(SecretFiles files, List<MapNode> branches, Format format) {
        return new String(files.plain(branches, format), StandardCharsets.UTF_8);
    }

    /** Returns a tree as sops reads it in a sealed file: without text, a comment of a list is an empty element. */
    private static Node withElementsForEmptyComments(Node node) {
        if (node instanceof MapNode map) {
            return new MapNode(
                    map.items().stream()
                            .map((item) -> (item instanceof MapNode.Entry entry)
                                    ? entry.withValue(withElementsForEmptyComments(entry.value()))
                                    : item)
                            .toList(),
                    map.position());
        }
        if (node instanceof ListNode list) {
            return new ListNode(
                    list.elements().stream()
                            .map((element) -> (element instanceof CommentNode comment
                                            && comment.text().isEmpty())
                                    ? ValueNode.string("")
                                    : withElementsForEmptyComments(element))
                            .toList(),
                    list.position());
        }
        return node;
    }

    private static String values(@Nullable List<MapNode> branches) {
        return (branches == null) ? "unreadable" : Trees.values(branches);
    }

    private static Node spoilt(Node node, @Nullable Node theirs, boolean inList) {
        if (node instanceof MapNode map && theirs instanceof MapNode theirMap) {
            List<MapNode.Item> items = new ArrayList<>();
            for (MapNode.Item item : map.items()) {
                items.add(
                        (item instanceof MapNode.Entry entry)
                                ? entry.withValue(spoilt(entry.value(), theirMap.get(entry.key()), inList))
                                : item);
            }
            return new MapNode(items, map.position());
        }
        if (node instanceof ListNode list && theirs instanceof ListNode theirList) {
            List<Node> elements = new ArrayList<>();
            // Comments may stand elsewhere, or be lost.
            Iterator<Node> theirElements = theirList.elements().stream()
                    .filter((element) -> !(element instanceof CommentNode))
                    .iterator();
            for (Node element : list.elements()) {
                boolean aligned = !(element instanceof CommentNode) && theirElements.hasNext();
                elements.add(aligned ? spoilt(element, theirElements.next(), true) : element);
            }
            return new ListNode(elements, list.position());
        }
        if (node instanceof ValueNode value && theirs instanceof ValueNode theirValue) {
            boolean spoilt = (startsWithTab(value) && theirValue.isNull())
                    || isNegativeZero(value)
                    || (inList && needsHint(value) && theirValue.isString());
            return spoilt ? theirValue : value;
        }
        return node;
    }

    private static @Nullable List<MapNode> read(String text, Format format) {
        try {
            return Stores.of(format).readPlain(Source.of("text", text.getBytes(StandardCharsets.UTF_8)));
        } catch (SecretsException ex) {
            return null;
        }
    }
}
