package io.secretsbridge.interop;

import io.secretsbridge.SecretsException;
import io.secretsbridge.mount.MountOptions;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.mount.MountedDirectory;
import io.secretsbridge.mount.MountedFile;
import io.secretsbridge.mount.WatchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The kubelet's own writer swaps a volume while threads take snapshots of it and a watcher follows it: no snapshot may mix
 * generations, lack a file or hold half of one, and the watcher always arrives at the last. Options: {@code --swaps N}, {@code --threads N}.
 */
final class MountGroup {

    private static final int DEFAULT_SWAPS = 1_000;

    private static final int DEFAULT_THREADS = 3;

    private static final int PACED_SWAPS = 20;

    /** Shorter than the swaps are apart, so that the watcher reads while the writer writes. */
    private static final Duration FAST = Duration.ofMillis(1);

    /** Volumes of a few keys swap faster than they can be read, large ones while they are read. */
    private static final List<Volume> VOLUMES = List.of(
            new Volume(12, 64, 1, 1),
            new Volume(3, 64, 1, 4),
            new Volume(60, 4096, 2, 4),
            new Volume(8, 256 * 1024, 3, 8));

    /** One kind of volume; the slow ones swap only a part of the times. */
    private record Volume(int keys, int bytes, int delayMillis, int part) {

        @Override
        public String toString() {
            return this.keys + " keys of " + this.bytes + " bytes";
        }
    }

    private final Path writer;

    private final Peer kubelet;

    private final Tally tally;

    private final long swaps;

    private final long threads;

    MountGroup(Path peers, List<String> options, Tally tally) {
        Arguments arguments = new Arguments(options, Set.of("--swaps", "--threads"));
        this.writer = peers.resolve("kubelet-writer");
        this.kubelet = new Peer(this.writer, Map.of());
        this.tally = tally;
        this.swaps = arguments.number("--swaps", DEFAULT_SWAPS);
        this.threads = arguments.number("--threads", DEFAULT_THREADS);
    }

    void run() {
        try {
            Path directory = Scratch.create();
            try {
                // These first: a JVM that has read nothing yet takes longer for one reading than the writer for ten
                // swaps.
                once(Files.createDirectory(directory.resolve("once")), directory);
                paced(Files.createDirectory(directory.resolve("paced")), directory);
                for (Volume volume : VOLUMES) {
                    swapped(volume, Files.createDirectory(directory.resolve("volume-" + volume.keys())));
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
            throw new IllegalStateException(ex);
        }
    }

    private void swapped(Volume volume, Path directory) throws IOException, InterruptedException, ExecutionException {
        long count = this.swaps / volume.part();
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicLong snapshots = new AtomicLong();
        AtomicLong generations = new AtomicLong();
        Process process = new ProcessBuilder(
                        this.writer.toString(),
                        directory.toString(),
                        "--swaps",
                        String.valueOf(count),
                        "--keys",
                        String.valueOf(volume.keys()),
                        "--bytes",
                        String.valueOf(volume.bytes()),
                        "--delay-ms",
                        String.valueOf(volume.delayMillis()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ExecutorService readers = Executors.newFixedThreadPool((int) this.threads);
        try {
            while (!Files.exists(directory.resolve("..data")) && process.isAlive()) {
                Thread.sleep(1);
            }
            MountFollower follower = MountFollower.of(directory, FAST);
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < this.threads; i++) {
                reading.add(readers.submit(() -> read(volume, directory, writing, snapshots, generations)));
            }
            int code = process.waitFor();
            writing.set(false);
            for (Future<?> reader : reading) {
                reader.get();
            }
            check("the writer ends well", code == 0, volume, "exit code " + code);
            GenerationCheck last =
                    GenerationCheck.of(MountedDirectory.read(directory, MountOptions.DEFAULT), volume.keys());
            check("the last generation is read at the end", last.generation() == count, volume, last.toString());
            followed(volume, follower, count);
            this.tally.passed("every snapshot is one generation");
            this.tally.passed("snapshots do not go back");
            // Fewer would not have read during the swaps.
            check(
                    "snapshots were taken while it wrote",
                    generations.get() >= Math.min(20, count),
                    volume,
                    "only " + generations.get() + " generations were seen");
            System.out.printf(
                    "%s: %d swaps, %d snapshots of %d generations%n",
                    volume, count, snapshots.get(), generations.get());
        } finally {
            process.destroyForcibly();
            readers.shutdownNow();
        }
    }

    private void followed(Volume volume, MountFollower follower, long count) throws InterruptedException {
        long waited = follower.await(
                (snapshot) -> GenerationCheck.of(snapshot, volume.keys()).generation() == count);
        check("the watcher arrives at the last generation", waited >= 0, volume, "it did not arrive");
        check("the watcher ends", follower.ended(), volume, "its thread goes on");
        long before = -1;
        for (MountSnapshot snapshot : follower.snapshots()) {
            GenerationCheck found = GenerationCheck.of(snapshot, volume.keys());
            refuse("the watcher hands on whole generations", found.problem() != null, volume, found.toString());
            refuse("the watcher does not go back", found.generation() <= before, volume, found + " after " + before);
            before = found.generation();
        }
        this.tally.passed("the watcher hands on whole generations");
        this.tally.passed("the watcher does not go back");
        System.out.printf(
                "%s: the watcher handed on %d%n", volume, follower.snapshots().size());
    }

    /** One update after the other, each of which has to be seen, at the debounce that applications have. */
    private void paced(Path volume, Path scratch) throws InterruptedException {
        write(volume, scratch, "password=0", "user=app");
        long slowest = 0;
        try (MountFollower follower = MountFollower.of(volume, WatchOptions.DEFAULT.debounce())) {
            for (int i = 1; i <= PACED_SWAPS; i++) {
                String expected = String.valueOf(i);
                write(volume, scratch, "password=" + i, "user=app");
                long millis = follower.await((snapshot) -> expected.equals(text(snapshot, "password")));
                expect("the watcher sees each swap", Set.of(String.valueOf(millis >= 0)), Set.of("true"));
                slowest = Math.max(slowest, millis);
            }
            int seen = follower.snapshots().size();
            expect(
                    "the watcher sees each swap once",
                    Set.of(String.valueOf(seen)),
                    Set.of(String.valueOf(PACED_SWAPS)));
            write(volume, scratch);
            expect(
                    "the watcher keeps what a deleted Secret held",
                    Set.of(String.valueOf(follower.awaitState(MountStatus.State.EMPTIED)), seen(follower)),
                    Set.of("true", String.valueOf(PACED_SWAPS)));
            write(volume, scratch, "password=again", "user=app");
            expect(
                    "the watcher recovers",
                    Set.of(String.valueOf(
                            follower.await((snapshot) -> "again".equals(text(snapshot, "password"))) >= 0)),
                    Set.of("true"));
        }
        System.out.printf("paced: %d swaps, the slowest seen %d ms after it was written%n", PACED_SWAPS, slowest);
    }

    private static String seen(MountFollower follower) {
        return String.valueOf(follower.snapshots().size());
    }

    private static @Nullable String text(MountSnapshot snapshot, String name) {
        MountedFile file = snapshot.file(name);
        return (file == null) ? null : file.exposeText();
    }

    private void read(
            Volume volume, Path directory, AtomicBoolean writing, AtomicLong snapshots, AtomicLong generations) {
        long before = -1;
        while (writing.get()) {
            try {
                MountSnapshot snapshot = MountedDirectory.read(directory, MountOptions.DEFAULT);
                GenerationCheck found = GenerationCheck.of(snapshot, volume.keys());
                snapshots.incrementAndGet();
                refuse("every snapshot is one generation", found.problem() != null, volume, found.toString());
                refuse("snapshots do not go back", found.generation() < before, volume, found + " after " + before);
                if (found.generation() > before) {
                    generations.incrementAndGet();
                }
                before = found.generation();
            } catch (SecretsException ex) {
                refuse("a volume that swaps can be read", true, volume, ex.reason() + " " + ex.getMessage());
            }
        }
    }

    /** Single updates: keys that come and go, nested paths, and all of them gone. */
    private void once(Path volume, Path scratch) {
        write(volume, scratch, "a=1", "db/password=p");
        MountSnapshot first = MountedDirectory.read(volume, MountOptions.DEFAULT);
        expect("a first payload", first.names(), Set.of("a", "db.password"));
        write(volume, scratch, "a=2", "db/password=p", ".dockerconfigjson={}");
        MountSnapshot second = MountedDirectory.read(volume, MountOptions.DEFAULT);
        expect("a key is added", second.since(first).added(), Set.of(".dockerconfigjson"));
        expect("a key is changed", second.since(first).changed(), Set.of("a"));
        expect("no key is removed", second.since(first).removed(), Set.of());
        write(volume, scratch, ".dockerconfigjson={}");
        MountSnapshot third = MountedDirectory.read(volume, MountOptions.DEFAULT);
        expect("keys are removed", third.since(second).removed(), Set.of("a", "db.password"));
        write(volume, scratch, ".dockerconfigjson={}");
        MountSnapshot fourth = MountedDirectory.read(volume, MountOptions.DEFAULT);
        expect("the same payload again changes nothing", fourth.since(third).changed(), Set.of());
        write(volume, scratch);
        expect(
                "the volume is emptied",
                MountedDirectory.read(volume, MountOptions.DEFAULT).names(),
                Set.of());
        MountedFile value = second.file("a");
        String text = (value == null) ? "missing" : new String(value.exposeBytes(), StandardCharsets.UTF_8);
        expect("an old snapshot stays as it was", Set.of(text), Set.of("2"));
    }

    private void write(Path volume, Path scratch, String... pairs) {
        List<String> arguments = new ArrayList<>(List.of(volume.toString(), "--once"));
        arguments.addAll(List.of(pairs));
        Peer.Result result = this.kubelet.run(scratch, arguments);
        if (!result.succeeded()) {
            this.tally.failed("the writer ends well", "one payload", result.toString());
        }
    }

    private void expect(String check, Set<String> actual, Set<String> expected) {
        if (actual.equals(expected)) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, "one payload", actual + " instead of " + expected);
        }
    }

    /** Counts a failure among thousands of reads, which count as one check. */
    private void refuse(String check, boolean failed, Volume volume, String detail) {
        if (failed) {
            this.tally.failed(check, volume.toString(), detail);
        }
    }

    private void check(String check, boolean passed, Volume volume, String detail) {
        if (passed) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, volume.toString(), detail);
        }
    }
}
