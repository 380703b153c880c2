package io.secretsbridge.interop;

import io.secretsbridge.sops.Format;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes of the lines that hold the metadata in dotenv and INI. */
final class FlatForms {

    /**
     * A change.
     *
     * @param name what the lines are then like
     * @param change makes them of a sealed file
     * @param meant the difference that is meant, {@code null} when both must do the same
     */
    record Form(
            String name,
            UnaryOperator<String> change,
            @Nullable Deliberate meant) {}

    private final Format format;

    private final List<Form> forms = new ArrayList<>();

    private FlatForms(Format format) {
        this.format = format;
    }

    static List<Form> all(Format format) {
        FlatForms forms = new FlatForms(format);
        forms.fill();
        return forms.forms;
    }

    private void add(String name, UnaryOperator<String> change) {
        this.forms.add(new Form(name, change, null));
    }

    private void meant(Deliberate difference, String name, UnaryOperator<String> change) {
        this.forms.add(new Form(name, change, difference));
    }

    private void fill() {
        add("nothing changed", (text) -> text);
        add("its entries in the other order", this::reversed);
        meant(Deliberate.METADATA_VERSION, "no version", without("version"));
        add("no lastmodified", without("lastmodified"));
        add("no mac", without("mac"));
        add("no selector", without("unencrypted_suffix"));
        add(
                "no key",
                (text) -> without("age__list_0__map_recipient")
                        .apply(without("age__list_0__map_enc").apply(text)));
        add("a key without enc", without("age__list_0__map_enc"));
        meant(Deliberate.KEY_WITHOUT_NAME, "a key without its name", without("age__list_0__map_recipient"));
        add("an empty mac", with("mac", ""));
        add("mac_only_encrypted false", plus("mac_only_encrypted", "false"));
        add("mac_only_encrypted true", plus("mac_only_encrypted", "true"));
        add("mac_only_encrypted 0", plus("mac_only_encrypted", "0"));
        add("mac_only_encrypted that is none", plus("mac_only_encrypted", "maybe"));
        add("a threshold of a single group", plus("shamir_threshold", "3"));
        meant(
                Deliberate.THRESHOLD_OF_OLD_INI,
                "a threshold as sops wrote it until 3.10",
                plus("shamir_threshold", "3.000000"));
        meant(
                Deliberate.THRESHOLD_OF_OLD_INI,
                "a threshold as sops wrote it until 3.5",
                plus("shamir_threshold", "%!s(float64=2)"));
        add("a threshold as a fraction", plus("shamir_threshold", "2.5"));
        add("a threshold that is none", plus("shamir_threshold", "two"));
        add("an unknown entry", plus("unknown", "x"));
        add("an unknown list", plus("unknown__list_0", "x"));
        meant(Deliberate.UNKNOWN_FIELD, "a key of an unknown kind", plus("acme__list_0__map_enc", "x"));
        add(
                "an AWS key",
                (text) -> plus("kms__list_0__map_arn", "arn:aws:kms:us-east-1:656532927350:key/920a")
                        .apply(plus("kms__list_0__map_enc", "CiC/")
                                .apply(plus("kms__list_0__map_context__map_b", "2")
                                        .apply(plus("kms__list_0__map_context__map_a", "1")
                                                .apply(plus("kms__list_0__map_created_at", "2019-09-12T20:52:35Z")
                                                        .apply(plus("kms__list_0__map_aws_profile", "")
                                                                .apply(text)))))));
        add("a list with a gap", plus("age__list_2__map_enc", "x"));
        add("a list that starts at one", (text) -> text.replace("age__list_0", "age__list_1"));
        meant(
                Deliberate.FLAT_INDEX,
                "an index that is no number",
                (text) -> text.replace("age__list_0", "age__list_x"));
        meant(Deliberate.FLAT_INDEX, "an index below zero", (text) -> text.replace("age__list_0", "age__list_-1"));
        add("an index with a zero before it", (text) -> text.replace("age__list_0", "age__list_00"));
        add("a very large index", plus("age__list_999999999999__map_enc", "x"));
        add("a list that is a value as well", plus("age", "x"));
        add("a value that is a map as well", plus("mac__map_x", "x"));
        add("a map that is a list as well", plus("age__map_x", "x"));
        meant(Deliberate.UNKNOWN_FIELD, "an empty name in a map", plus("age__list_0__map_", "x"));
        add("an entry twice", (text) -> plus("version", "3.13.3").apply(text));
        add("names in upper case", (text) -> text.replace("lastmodified", "LASTMODIFIED"));
        add("the entries before the values", this::first);
        add("an empty selector", with("unencrypted_suffix", ""));
        add("two selectors", plus("encrypted_regex", "x"));
    }

    private String prefix() {
        return (this.format == Format.DOTENV) ? "sops_" : "";
    }

    private boolean isBlock(String line, boolean[] inSection) {
        if (this.format == Format.DOTENV) {
            return line.startsWith("sops_");
        }
        boolean in = inSection[0];
        if (line.startsWith("[")) {
            inSection[0] = line.equals("[sops]");
        }
        return in && !line.startsWith("[") && !line.isEmpty();
    }

    private UnaryOperator<String> onLines(UnaryOperator<List<String>> change) {
        return (text) -> {
            List<String> before = new ArrayList<>();
            List<String> block = new ArrayList<>();
            boolean[] inSection = new boolean[1];
            for (String line : text.split("\n", -1)) {
                (isBlock(line, inSection) ? block : before).add(line);
            }
            before.remove(before.size() - 1);
            before.addAll(change.apply(block));
            return String.join("\n", before) + "\n";
        };
    }

    private boolean names(String line, String name) {
        return line.matches("\\Q" + prefix() + name + "\\E *=.*");
    }

    private UnaryOperator<String> without(String name) {
        return onLines((block) -> {
            block.removeIf((line) -> names(line, name));
            return block;
        });
    }

    private UnaryOperator<String> with(String name, String value) {
        return (text) -> plus(name, value).apply(without(name).apply(text));
    }

    private UnaryOperator<String> plus(String name, String value) {
        return onLines((block) -> {
            block.add(prefix() + name + "=" + value);
            return block;
        });
    }

    private String reversed(String text) {
        return onLines((block) -> {
                    Collections.reverse(block);
                    return block;
                })
                .apply(text);
    }

    private String first(String text) {
        if (this.format == Format.INI) {
            int at = text.indexOf("[sops]");
            return text.substring(at) + "\n" + text.substring(0, at);
        }
        StringBuilder block = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (String line : text.split("(?<=\n)", 0)) {
            (line.toLowerCase(Locale.ROOT).startsWith("sops_") ? block : values).append(line);
        }
        return block.append(values).toString();
    }
}
