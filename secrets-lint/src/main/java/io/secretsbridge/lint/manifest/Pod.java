package io.secretsbridge.lint.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Kubernetes calls the spec of a pod, wherever it stands: in a workload, in a resource of an operator, in a patch. It is found
 * by its shape, so that no list of kinds has to be kept.
 *
 * @param spec the map that holds the containers
 */
public record Pod(Cursor spec) {

    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    /** Returns the pods of an object. */
    public static List<Pod> of(Manifest manifest) {
        List<Pod> pods = new ArrayList<>();
        manifest.root().walk((place) -> {
            if (LISTS.stream().anyMatch((list) -> holdsMaps(place.get(list)))) {
                pods.add(new Pod(place));
            }
        });
        return pods;
    }

    private static boolean holdsMaps(Cursor list) {
        return list.items().stream().anyMatch(Cursor::isMapping);
    }

    /** Returns its containers of all three kinds. */
    public List<Container> containers() {
        return containers(LISTS.stream());
    }

    /** Returns the containers that run on their own, without those that are put in to debug. */
    public List<Container> ownContainers() {
        return containers(Stream.of("initContainers", "containers"));
    }

    private List<Container> containers(Stream<String> lists) {
        return lists.flatMap((list) -> this.spec.get(list).items().stream())
                .filter(Cursor::isMapping)
                .map(Container::new)
                .toList();
    }

    /** Returns whether it is the whole of a pod, not a patch that names only what it changes, and runs on Linux. */
    public boolean isWhole() {
        return this.spec.get("containers").items().stream()
                        .anyMatch((container) -> container.get("image").exists())
                && !this.spec.get("os", "name").text().equals("windows");
    }

    /** Returns the volumes that bring a Secret, directly or as a part. */
    public List<Cursor> secretVolumes() {
        return this.spec.get("volumes").items().stream()
                .filter((volume) -> volume.get("secret").exists()
                        || volume.get("projected", "sources").items().stream()
                                .anyMatch((source) -> source.get("secret").exists()))
                .toList();
    }
}
