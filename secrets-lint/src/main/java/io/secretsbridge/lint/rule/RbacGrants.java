package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;
import java.util.Set;

/** One entry of the rules of a Role or ClusterRole. */
record RbacGrants(Cursor place) {

    static List<RbacGrants> of(Manifest manifest) {
        boolean role = manifest.kind().equals("Role") || manifest.kind().equals("ClusterRole");
        return role
                ? manifest.root().get("rules").items().stream()
                        .map(RbacGrants::new)
                        .toList()
                : List.of();
    }

    boolean allowsVerb(Set<String> verbs) {
        return holds("verbs", verbs);
    }

    boolean coversResource(String group, Set<String> resources) {
        return holds("apiGroups", Set.of(group)) && holds("resources", resources);
    }

    boolean isLimitedToNames() {
        return this.place.get("resourceNames").exists();
    }

    private boolean holds(String list, Set<String> names) {
        return this.place.get(list).texts().stream().anyMatch((text) -> text.equals("*") || names.contains(text));
    }
}
