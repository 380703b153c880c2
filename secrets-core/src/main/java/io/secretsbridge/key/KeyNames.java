package io.secretsbridge.key;

import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The public names of keys whose provider is not there, made of their metadata fields in the form that {@code sops} gives
 * them, so that such a key can be shown and removed.
 */
final class KeyNames {

    private KeyNames() {}

    static String of(MasterKey key) {
        return switch (key.kind()) {
            case "kms" -> kms(key);
            case "azure_kv" -> key.field("vault_url") + "/keys/" + key.field("name") + "/" + key.field("version");
            case "hc_vault" ->
                key.field("vault_address") + "/v1/" + key.field("engine_path") + "/keys/" + key.field("key_name");
            default -> String.join(" ", texts(key));
        };
    }

    /** ARN, role, context and profile; a profile is always preceded by the context, even an empty one. */
    private static String kms(MasterKey key) {
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
