package io.secretsbridge.lint;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds what may be a manifest in a directory. */
public final class ManifestFiles {

    private ManifestFiles() {}

    /**
     * Gives a file, or all files of a directory that end in {@code .yaml}, {@code .yml} or {@code .json}, to a linter. Of JSON only
     * what names a kind counts. Directories that begin with a dot and {@code node_modules} are left out, links to directories are not
     * followed, and what is neither a file nor a link to one is passed over. What cannot be read is a failure of the linter.
     *
     * @param path the file or directory
     * @param names what files are called in reports
     * @param linter the linter
     */
    public static void addTo(Linter linter, Path path, Function<Path, String> names) {
        if (!Files.isDirectory(path)) {
            add(linter, path, names);
            return;
        }
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(path, new Visitor(path, files, linter, names));
        } catch (IOException ex) {
            linter.fail(unreadable(path, names, ex));
        }
        files.stream().sorted().filter((file) -> isManifest(file)).forEach((file) -> add(linter, file, names));
    }

    private static void add(Linter linter, Path file, Function<Path, String> names) {
        try {
            linter.add(Source.of(names.apply(file), Source.read(file).bytes()));
        } catch (SecretsException ex) {
            linter.fail(
                    new SecretsException(ex.reason(), Location.of(names.apply(file)), ex.problem(), ex.action(), ex));
        }
    }

    /** Most JSON of a repository is none; a file that cannot be read is, so that it is not passed over in silence. */
    private static boolean isManifest(Path file) {
        if (!file.toString().endsWith(".json")) {
            return true;
        }
        try {
            String text = new String(Source.read(file).bytes(), StandardCharsets.UTF_8);
            return text.contains("\"kind\"") && text.contains("\"apiVersion\"");
        } catch (SecretsException ex) {
            return true;
        }
    }

    private static SecretsException unreadable(Path path, Function<Path, String> names, IOException ex) {
        return new SecretsException(
                Reason.UNREADABLE,
                Location.of(names.apply(path)),
                "it cannot be read: " + ex.getClass().getSimpleName(),
                "Check its permissions",
                ex);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;

        private final List<Path> files;

        private final Linter linter;

        private final Function<Path, String> names;

        Visitor(Path root, List<Path> files, Linter linter, Function<Path, String> names) {
            this.root = root;
            this.files = files;
            this.linter = linter;
            this.names = names;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean skipped = !directory.equals(this.root) && (name.startsWith(".") || name.equals("node_modules"));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean due = attributes.isRegularFile()
                    || (attributes.isSymbolicLink() && (Files.isRegularFile(file) || !Files.exists(file)));
            if (due && hasName(file)) {
                this.files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        private static boolean hasName(Path file) {
            String name = file.getFileName().toString();
            return !name.equals(Suppressions.FILE_NAME)
                    && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException ex) {
            this.linter.fail(unreadable(file, this.names, ex));
            return FileVisitResult.CONTINUE;
        }
    }
}
