package io.secretsbridge.cli;

import io.secretsbridge.SopsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files that operands mean: each can be a file, a pattern such as {@code config/**}{@code /*.yaml} that the shell did not expand, or
 * a folder, which stands for all files in it. Symbolic links to folders are not followed, and hidden folders are left out.
 */
final class FileSet {

    private static final String ANY_DEPTH = "**";

    private final Invocation invocation;

    private final Map<Path, Item> items = new LinkedHashMap<>();

    private boolean several;

    private FileSet(Invocation invocation) {
        this.invocation = invocation;
    }

    /**
     * A file.
     *
     * @param name its name as the user knows it
     * @param named whether it was named itself, so that it must be what the command needs; one that was found may be skipped
     */
    record Item(String name, boolean named) {}

    /**
     * Finds the files. Under the name {@code sops} an operand is a file and nothing else.
     *
     * @param operands the operands
     * @param invocation what surrounds the run
     * @return the files
     * @throws Failure with exit code 100 when a pattern leads to no file
     */
    static FileSet of(List<String> operands, Invocation invocation) {
        FileSet files = new FileSet(invocation);
        files.several = operands.size() > 1 && !invocation.asSops();
        if (files.several) {
            operands.subList(1, operands.size()).forEach(Operands::checkNoFlag);
        }
        for (String operand : operands) {
            files.add(operand);
        }
        return files;
    }

    /** Whether more than one file may be meant. */
    boolean areSeveral() {
        return this.several;
    }

    List<Item> items() {
        return List.copyOf(this.items.values());
    }

    private void add(String operand) {
        int before = this.items.size();
        try {
            Path path = isPattern(operand) ? null : this.invocation.resolve(operand);
            if (this.invocation.asSops()) {
                put(operand, true);
                return;
            } else if (path == null) {
                this.several = true;
                boolean absolute = operand.startsWith("/");
                expand(absolute ? "/" : "", List.of(operand.split("/+", -1)), absolute ? 1 : 0);
            } else if (Files.isDirectory(path)) {
                this.several = true;
                walk(operand.endsWith("/") ? operand : operand + "/");
                return;
            } else {
                put(operand, true);
                return;
            }
        } catch (UncheckedIOException ex) {
            throw new Failure(
                    ExitCode.CANNOT_READ, "a folder of " + operand + " cannot be read", "Check its permissions");
        } catch (PatternSyntaxException ex) {
            throw new Failure(ExitCode.NO_FILE, operand + " is no pattern: " + ex.getDescription(), "Correct it");
        }
        if (this.items.size() == before) {
            throw new Failure(ExitCode.NO_FILE, operand + ": there is no such file", "Check the pattern");
        }
    }

    /** A name with such characters is a pattern only when there is no file of that name. */
    private boolean isPattern(String operand) {
        return isGlob(operand) && !Files.exists(this.invocation.resolve(operand));
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch((character) -> "*?[{".indexOf(character) >= 0);
    }

    private void put(String name, boolean named) {
        this.items.putIfAbsent(this.invocation.resolve(name).toAbsolutePath().normalize(), new Item(name, named));
    }

    /** Adds what the rest of a pattern finds in a folder, whose name ends with a slash or is empty. */
    private void expand(String folder, List<String> segments, int at) {
        String segment = segments.get(at);
        boolean last = at == segments.size() - 1;
        if (segment.equals(ANY_DEPTH)) {
            if (last) {
                walk(folder);
                return;
            }
            expand(folder, segments, at + 1);
            folders(folder).forEach((name) -> expand(folder + name + "/", segments, at));
        } else if (!isGlob(segment)) {
            Path path = this.invocation.resolve(folder + segment);
            if (last && Files.isRegularFile(path)) {
                put(folder + segment, false);
            } else if (!last && Files.isDirectory(path)) {
                expand(folder + segment + "/", segments, at + 1);
            }
        } else {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + segment);
            for (String name : last ? files(folder) : folders(folder)) {
                boolean hidden = name.startsWith(".") && !segment.startsWith(".");
                if (!hidden && matcher.matches(Path.of(name))) {
                    if (last) {
                        put(folder + name, false);
                    } else {
                        expand(folder + name + "/", segments, at + 1);
                    }
                }
            }
        }
    }

    private void walk(String folder) {
        for (String name : files(folder)) {
            if (!name.equals(SopsConfig.FILE_NAME)) {
                put(folder + name, false);
            }
        }
        folders(folder).forEach((name) -> walk(folder + name + "/"));
    }

    private List<String> files(String folder) {
        return names(folder).stream()
                .filter((name) -> Files.isRegularFile(this.invocation.resolve(folder + name)))
                .toList();
    }

    private List<String> folders(String folder) {
        return names(folder).stream()
                .filter((name) -> !name.startsWith(".")
                        && Files.isDirectory(this.invocation.resolve(folder + name), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    private List<String> names(String folder) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(this.invocation.resolve(folder.isEmpty() ? "." : folder))) {
            files.forEach((file) -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        names.sort(null);
        return names;
    }
}
