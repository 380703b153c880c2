package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How an EncryptionConfiguration treats Secrets: by the first entry that covers them. */
record EncryptionProviders(Cursor entry) {

    private static final Set<String> ALL = Set.of("secrets", "*.", "*.*");

    static boolean isConfiguration(Manifest manifest) {
        return manifest.kind().equals("EncryptionConfiguration");
    }

    static Optional<EncryptionProviders> ofSecrets(Manifest manifest) {
        return isConfiguration(manifest)
                ? manifest.root().get("resources").items().stream()
                        .filter((entry) ->
                                entry.get("resources").texts().stream().anyMatch(ALL::contains))
                        .map(EncryptionProviders::new)
                        .findFirst()
                : Optional.empty();
    }

    List<Cursor> providers() {
        return this.entry.get("providers").items();
    }

    /** The one that new data is written with. */
    Cursor first(String kind) {
        return providers().stream()
                .findFirst()
                .map((provider) -> provider.get(kind))
                .orElseGet(() -> this.entry.get("providers", kind));
    }
}
