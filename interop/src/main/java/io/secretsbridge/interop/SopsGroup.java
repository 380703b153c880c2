package io.secretsbridge.interop;

import io.secretsbridge.interop.documents.PlainDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Generated documents through the real {@code sops} and through us. Options: {@code --seed N} for others than those of every build,
 * {@code --count N}, {@code --long yes} for three times as many, {@code --from N} the first document, {@code --shrink 1} to cut failing documents down.
 */
final class SopsGroup {

    private static final Set<String> OPTIONS = Set.of("--seed", "--count", "--from", "--shrink", "--long");

    /** The same documents in every build, so that a build fails for what changed; another seed looks for more. */
    private static final long DEFAULT_SEED = 1795520762;

    /** What takes a continuous build about four minutes on two cores. */
    private static final long DEFAULT_COUNT = 1_000;

    /** What a release is compared by. */
    private static final long LONG_COUNT = 3_000;

    /** Documents in which there was a difference once, compared in every run: seed and number. */
    private static final long[][] ONCE_DIFFERENT = {{1795520762, 1669}, {4242, 2730}};

    private final Path peers;

    private final Tally tally;

    private final long seed;

    private final long count;

    private final long from;

    private final boolean shrink;

    private final Path failures = Path.of("interop", "target", "failures");

    SopsGroup(Path peers, List<String> options, Tally tally) {
        Arguments arguments = new Arguments(options, OPTIONS);
        this.peers = peers;
        this.tally = tally;
        this.seed = arguments.number("--seed", DEFAULT_SEED);
        this.count = arguments.number("--count", arguments.has("--long") ? LONG_COUNT : DEFAULT_COUNT);
        this.from = arguments.number("--from", 0);
        this.shrink = arguments.number("--shrink", 0) != 0;
    }

    void run() {
        System.out.println("seed " + this.seed + ", " + this.count + " documents from " + this.from
                + " (again: interop/run sops --seed " + this.seed + " --from N --count 1)");
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            Deliberate.check(this.tally);
            Path directory = Scratch.create();
            try (SopsBench bench = new SopsBench(this.peers, directory)) {
                if (this.from == 0) {
                    new Damage(bench, this.tally).run(directory);
                    new SopsForms(bench, this.tally, directory).run();
                }
                List<Future<?>> all = new ArrayList<>();
                for (PlainDocument document : documents()) {
                    all.add(workers.submit(() -> compare(bench, document, directory)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            } finally {
                Scratch.delete(directory);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (ExecutionException ex) {
            throw new IllegalStateException(ex.getCause());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            try {
                workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<PlainDocument> documents() {
        LongStream drawn = LongStream.range(this.from, this.from + this.count);
        Stream<PlainDocument> known = (this.from == 0)
                ? Arrays.stream(ONCE_DIFFERENT).map((each) -> PlainDocument.draw(each[0], (int) each[1]))
                : Stream.of();
        return Stream.concat(known, drawn.mapToObj((index) -> PlainDocument.draw(this.seed, (int) index)))
                .toList();
    }

    private void compare(SopsBench bench, PlainDocument document, Path parent) {
        List<String> failed = new ArrayList<>();
        Path directory = parent.resolve(document.seed() + "-" + document.index());
        attempt(bench, document, directory, (check, passed, detail) -> {
            if (passed) {
                this.tally.passed(check);
            } else {
                failed.add(check);
                this.tally.failed(check, "document " + document, detail);
            }
        });
        if (!failed.isEmpty()) {
            save(document, directory, "");
            if (this.shrink) {
                shrink(bench, document, failed.get(0), directory);
            }
        }
        Scratch.delete(directory);
    }

    private static void attempt(
            SopsBench bench, PlainDocument document, Path directory, SopsComparison.Verdict verdict) {
        try {
            Files.createDirectories(directory);
            new SopsComparison(bench, document, directory, verdict).run();
        } catch (IOException | RuntimeException ex) {
            verdict.of("no failure but a SecretsException", false, ex + " at " + ex.getStackTrace()[0]);
        }
    }

    private static boolean fails(SopsBench bench, PlainDocument document, String check, Path directory) {
        Scratch.delete(directory);
        boolean[] failed = new boolean[1];
        attempt(bench, document, directory, (name, passed, detail) -> failed[0] |= !passed && name.equals(check));
        return failed[0];
    }

    /** Leaves out lines as long as the same check fails. */
    private void shrink(SopsBench bench, PlainDocument document, String check, Path directory) {
        List<String> lines = new ArrayList<>(List.of(document.text().split("(?<=\n)")));
        for (int size = Math.max(1, lines.size() / 2); size >= 1; size /= 2) {
            for (int at = 0; at + size <= lines.size(); ) {
                List<String> fewer = new ArrayList<>(lines);
                fewer.subList(at, at + size).clear();
                if (fails(bench, document.withText(String.join("", fewer)), check, directory)) {
                    lines = fewer;
                } else {
                    at += size;
                }
            }
        }
        PlainDocument small = document.withText(String.join("", lines));
        StringBuilder detail = new StringBuilder();
        Scratch.delete(directory);
        attempt(
                bench,
                small,
                directory,
                (name, passed, why) -> detail.append(passed ? "" : "\n  " + name + ": " + why));
        save(small, directory, "-small");
        synchronized (this.tally) {
            System.out.println("----- " + document.selector() + " -----\n" + small.text() + "-----" + detail + "\n");
        }
    }

    private void save(PlainDocument document, Path directory, String suffix) {
        Path target = this.failures.resolve(document.seed() + "-" + document.index() + suffix);
        Scratch.delete(target);
        try (Stream<Path> files = Files.list(directory)) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
            Files.write(target.resolve("document.txt"), (document + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
