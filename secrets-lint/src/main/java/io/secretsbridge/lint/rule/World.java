package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the objects that are looked at together say of each other. Names are compared without namespaces. */
public final class World {

    private final Map<String, Set<String>> secretConfig = new HashMap<>();

    private final Set<String> secretsInEnvironments = new HashSet<>();

    private final Set<String> boundAccounts = new HashSet<>();

    private final Set<String> accountsWithoutToken = new HashSet<>();

    /** Looks at the objects. */
    public World(List<Manifest> manifests) {
        manifests.forEach(this::add);
    }

    private void add(Manifest manifest) {
        for (Cursor entry : ConfigMapSecretRule.secrets(manifest)) {
            this.secretConfig
                    .computeIfAbsent(manifest.name(), (name) -> new HashSet<>())
                    .add(entry.name());
        }
        Variables.references(manifest)
                .forEach((reference) -> addName(reference.get("valueFrom", "secretKeyRef", "name")));
        Variables.imports(manifest).forEach((reference) -> addName(reference.get("secretRef", "name")));
        if (manifest.kind().endsWith("RoleBinding")) {
            manifest.root().get("subjects").items().stream()
                    .filter((subject) -> subject.get("kind").text().equals("ServiceAccount"))
                    .forEach((subject) ->
                            this.boundAccounts.add(subject.get("name").text()));
        }
        if (manifest.isCore("ServiceAccount")
                && manifest.root().get("automountServiceAccountToken").isFalse()) {
            this.accountsWithoutToken.add(manifest.name());
        }
    }

    private void addName(Cursor name) {
        if (name.isScalar()) {
            this.secretsInEnvironments.add(name.text());
        }
    }

    boolean isSecretConfig(String configMap) {
        return this.secretConfig.containsKey(configMap);
    }

    boolean isSecretConfig(String configMap, String key) {
        return this.secretConfig.getOrDefault(configMap, Set.of()).contains(key);
    }

    boolean isInEnvironment(String secret) {
        return this.secretsInEnvironments.contains(secret);
    }

    boolean isBound(String serviceAccount) {
        return this.boundAccounts.contains(serviceAccount);
    }

    boolean hasNoToken(String serviceAccount) {
        return this.accountsWithoutToken.contains(serviceAccount);
    }
}
