package io.secretsbridge.mount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes a volume the way a kubelet does it, step by step, with real links and renames: a new directory with a name of its
 * time, files, {@code ..data_tmp}, rename to {@code ..data}, visible links, removal of the old directory.
 */
final class FakeKubeletVolume {

    private final Path root;

    private int writes;

    private boolean visibleLinksFirst;

    FakeKubeletVolume(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Kubelets before issue #93686 was fixed made the visible links before the rename. */
    FakeKubeletVolume withOldWriteOrder() {
        this.visibleLinksFirst = true;
        return this;
    }

    Path root() {
        return this.root;
    }

    Path data() {
        return this.root.resolve("..data");
    }

    FakeKubeletVolume write(String... namesAndTexts) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return write(files);
    }

    FakeKubeletVolume write(Map<String, byte[]> files) {
        try {
            Path old = Files.isSymbolicLink(data()) ? data().toRealPath() : null;
            publish(files);
            removeStaleLinks(files);
            if (old != null) {
                deleteTree(old);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    private void publish(Map<String, byte[]> files) throws IOException {
        Path fresh = Files.createDirectory(
                this.root.resolve(String.format("..2026_11_23_12_00_%02d.%09d", this.writes % 60, ++this.writes)));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = fresh.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        if (this.visibleLinksFirst) {
            makeVisibleLinks(files);
        }
        Path temporary = this.root.resolve("..data_tmp");
        Files.createSymbolicLink(temporary, fresh.getFileName());
        Files.move(temporary, data(), StandardCopyOption.ATOMIC_MOVE);
        if (!this.visibleLinksFirst) {
            makeVisibleLinks(files);
        }
    }

    private void makeVisibleLinks(Map<String, byte[]> files) throws IOException {
        for (String name : topLevelNames(files)) {
            Path link = this.root.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of("..data", name));
            }
        }
    }

    private void removeStaleLinks(Map<String, byte[]> files) throws IOException {
        Set<String> wanted = topLevelNames(files);
        try (Stream<Path> children = Files.list(this.root)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!name.startsWith("..") && Files.isSymbolicLink(child) && !wanted.contains(name)) {
                    Files.delete(child);
                }
            }
        }
    }

    private static Set<String> topLevelNames(Map<String, byte[]> files) {
        Set<String> names = new TreeSet<>();
        files.keySet().forEach((name) -> names.add(Path.of(name).getName(0).toString()));
        return names;
    }

    static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
