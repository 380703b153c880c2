package io.secretsbridge.key;

import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The public names of keys, made of their metadata fields in the form that {@code sops} gives them; also of keys whose provider is not
 * there, so that such a key can be shown and removed.
 */
final class KeyNames {

    private KeyNames() {}

    static String of(MasterKey key) {
        String name = switch (key.kind()) {
            case "kms" -> kms(key);
            case "azure_kv" -> path(key, "vault_url", "keys", "name", "version");
            case "hc_vault" -> path(key, "vault_address", "v1/" + key.field("engine_path") + "/keys", "key_name");
            default -> "";
        };
        // What lacks its first field is named by whatever it has.
        return name.isEmpty() ? String.join(" ", texts(key)) : name;
    }

    private static String path(MasterKey key, String address, String middle, String... fields) {
        if (key.field(address).isEmpty()) {
            return "";
        }
        return key.field(address) + "/" + middle + "/"
                + Arrays.stream(fields).map(key::field).collect(Collectors.joining("/"));
    }

    /** ARN, role, context and profile; a profile is always preceded by the context, even an empty one. */
    private static String kms(MasterKey key) {
        if (key.field("arn").isEmpty()) {
            return "";
        }
        String role = key.field("role");
        String profile = key.field("aws_profile");
        String context = (key.fields().get("context") instanceof MapNode map) ? context(map) : "";
        return key.field("arn")
                + (role.isEmpty() ? "" : "+" + role)
                + (context.isEmpty() && profile.isEmpty() ? "" : "|" + context)
                + (profile.isEmpty() ? "" : "|" + profile);
    }

    private static String context(MapNode context) {
        return context.entries().stream()
                .map((entry) -> entry.key() + ":" + ((entry.value() instanceof ValueNode value) ? value.text() : ""))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static List<String> texts(MasterKey key) {
        List<String> texts = new ArrayList<>();
        for (MapNode.Entry entry : key.fields().entries()) {
            if (entry.value() instanceof ValueNode value && value.isString() && value.length() > 0) {
                texts.add(value.text());
            }
        }
        return texts;
    }
}
