package io.secretsbridge.interop.documents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who is to open a document: key groups, and how many of them are needed.
 *
 * @param groups the names of keys by group, at least one in each
 * @param threshold how many groups are needed, 0 to leave it out of the rule
 */
public record KeyShape(List<List<KeyName>> groups, int threshold) {

    private static final List<KeyName> OWN =
            Arrays.stream(KeyName.values()).filter(KeyName::own).toList();

    private static final List<KeyName> ALL = List.of(KeyName.values());

    /** The shape that most files have. */
    public static final KeyShape USUAL = new KeyShape(List.of(List.of(KeyName.FIRST)), 0);

    static KeyShape draw(Draw draw) {
        if (draw.percent(45)) {
            return USUAL;
        }
        int count = draw.percent(50) ? 1 : draw.between(2, 4);
        int threshold = (count == 1 || draw.percent(30)) ? 0 : draw.between(2, count);
        int needed = (threshold == 0) ? count : threshold;
        // Some files nobody here can open: both programs must say so.
        int openable = draw.percent(8) ? needed - 1 : draw.between(needed, count);
        List<List<KeyName>> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(group(draw, i < openable));
        }
        if (draw.percent(50)) {
            groups.add(groups.remove(0));
        }
        return new KeyShape(groups, threshold);
    }

    private static List<KeyName> group(Draw draw, boolean openable) {
        List<KeyName> keys = new ArrayList<>();
        if (openable) {
            keys.add(draw.of(OWN));
        } else {
            keys.add(KeyName.STRANGER);
        }
        for (int more = draw.percent(50) ? 0 : draw.between(1, 3); more > 0; more--) {
            KeyName key = draw.of(ALL);
            if (!keys.contains(key) && (openable || !key.own())) {
                keys.add(draw.between(0, keys.size()), key);
            }
        }
        return List.copyOf(keys);
    }

    /**
     * Returns whether this run holds enough keys.
     *
     * @return whether files of this shape open
     */
    public boolean opens() {
        long openable = this.groups.stream()
                .filter((group) -> group.stream().anyMatch(KeyName::own))
                .count();
        return openable >= ((this.threshold == 0) ? this.groups.size() : this.threshold);
    }

    /**
     * Returns whether a {@code sops} of 2024 knows every key.
     *
     * @return whether all keys are of a kind that it knows
     */
    public boolean old() {
        return this.groups.stream().flatMap(List::stream).allMatch(KeyName::old);
    }
}
