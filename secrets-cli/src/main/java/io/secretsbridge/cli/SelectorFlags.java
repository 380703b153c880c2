package io.secretsbridge.cli;

import io.secretsbridge.sops.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flags that say which values are sealed. */
final class SelectorFlags {

    private static final Map<Selector.Kind, Flag> FLAGS = new LinkedHashMap<>();

    static {
        put(Selector.Kind.UNENCRYPTED_SUFFIX, "SUFFIX", "leave values of keys with this ending readable");
        put(Selector.Kind.ENCRYPTED_SUFFIX, "SUFFIX", "seal only values of keys with this ending");
        put(Selector.Kind.UNENCRYPTED_REGEX, "REGEX", "leave values of matching keys readable");
        put(Selector.Kind.ENCRYPTED_REGEX, "REGEX", "seal only values of matching keys");
        put(Selector.Kind.UNENCRYPTED_COMMENT_REGEX, "REGEX", "leave values under matching comments readable");
        put(Selector.Kind.ENCRYPTED_COMMENT_REGEX, "REGEX", "seal only values under matching comments");
    }

    static final List<Flag> ALL = List.copyOf(FLAGS.values());

    private SelectorFlags() {}

    private static void put(Selector.Kind kind, String valueName, String help) {
        Flag flag = Flag.text(valueName, help, kind.word().replace('_', '-'));
        FLAGS.put(kind, help.contains("comments") ? flag.asRare() : flag);
    }

    /**
     * Returns which values are sealed.
     *
     * @param arguments the command line, which counts first
     * @param rule the selector of the creation rule, which counts where the command line has none of its kind
     * @return the selector
     * @throws Failure with exit code 8 when there are two
     */
    static Selector select(Arguments arguments, Selector rule) {
        List<Selector> selectors = new ArrayList<>();
        FLAGS.forEach((kind, flag) -> {
            String text = arguments.text(flag);
            if (!text.isEmpty()) {
                selectors.add(new Selector(kind, text));
            } else if (rule.kind() == kind) {
                selectors.add(rule);
            }
        });
        if (selectors.size() > 1) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "there is more than one selector: "
                            + selectors.get(0).kind().word() + " and "
                            + selectors.get(1).kind().word() + "; a file can have only one",
                    "Give one on the command line, or one in the creation rule");
        }
        return selectors.isEmpty() ? Selector.DEFAULT : selectors.get(0);
    }
}
