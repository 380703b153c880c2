package io.secretsbridge.lint.manifest;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.lint.yaml.YamlNode;
import io.secretsbridge.lint.yaml.YamlReader;
import io.secretsbridge.lint.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;

/**
 * One object: a document, an item of a {@code List}, or a patch that lies as a text in a kustomization.
 *
 * @param source the file
 * @param root its root
 */
public record Manifest(SourceText source, Cursor root) {

    /**
     * Reads the objects of a file.
     *
     * @param source the file
     * @return the objects
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public static List<Manifest> read(SourceText source) {
        List<Manifest> manifests = new ArrayList<>();
        for (YamlNode document : YamlReader.documents(source)) {
            add(new Manifest(source, Cursor.of(document)), manifests);
        }
        return List.copyOf(manifests);
    }

    private static void add(Manifest manifest, List<Manifest> manifests) {
        Cursor root = manifest.root();
        if (manifest.kind().endsWith("List") && root.get("items").isSequence()) {
            root.get("items").items().forEach((item) -> add(new Manifest(manifest.source(), item), manifests));
            return;
        }
        manifests.add(manifest);
        if (manifest.isKustomization()) {
            for (Cursor patch : manifest.patches()) {
                addPatch(manifest.source(), patch, manifests);
            }
        }
    }

    private static void addPatch(SourceText source, Cursor patch, List<Manifest> manifests) {
        if (patch.node() instanceof YamlScalar scalar && scalar.style() == YamlScalar.Style.BLOCK) {
            for (YamlNode nested : YamlReader.nested(source, scalar)) {
                manifests.add(new Manifest(source, new Cursor(nested, null, patch.path())));
            }
        }
    }

    private List<Cursor> patches() {
        List<Cursor> patches = new ArrayList<>();
        for (String list : List.of("patches", "patchesJson6902")) {
            this.root.get(list).items().forEach((item) -> patches.add(item.get("patch")));
        }
        patches.addAll(this.root.get("patchesStrategicMerge").items());
        return patches;
    }

    /** Returns the kind, empty when there is none. */
    public String kind() {
        return this.root.get("kind").text();
    }

    /** Returns the group of the API, empty for the core one. */
    public String group() {
        String version = this.root.get("apiVersion").text();
        int slash = version.indexOf('/');
        return (slash < 0) ? "" : version.substring(0, slash);
    }

    /** Returns the object's name, empty when there is none. */
    public String name() {
        return this.root.get("metadata", "name").text();
    }

    /** Returns whether it is an object of this kind of the core API. */
    public boolean isCore(String kind) {
        return kind().equals(kind) && group().isEmpty();
    }

    /** Returns whether it is one of the inputs of kustomize. */
    public boolean isKustomization() {
        String file = this.source.name();
        String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return group().equals("kustomize.config.k8s.io")
                || (kind().isEmpty()
                        && (base.equals("kustomization.yaml")
                                || base.equals("kustomization.yml")
                                || base.equals("Kustomization")));
    }

    /** Returns whether it is a file of Docker Compose. */
    public boolean isCompose() {
        return kind().isEmpty() && this.root.get("services").isMapping();
    }

    /** Returns whether it is a file of values for a Helm chart. */
    public boolean isHelmValues() {
        String file = this.source.name();
        String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return kind().isEmpty()
                && (base.equals("values.yaml")
                        || base.equals("values.yml")
                        || base.matches("values[-._].*\\.ya?ml")
                        || base.matches(".*[-._]values\\.ya?ml"));
    }
}
