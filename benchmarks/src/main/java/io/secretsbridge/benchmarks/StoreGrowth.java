package io.secretsbridge.benchmarks;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

/**
 * What opening a sealed file costs in each format, for few and for many values, and beside the YAML library composing the
 * same text. Measured in the processor time of the one thread that does it, and what is compared takes turns, so that the
 * numbers hold on a machine that is busy with other things. The garbage collector is not in them.
 */
public final class StoreGrowth {

    private static final int[] SIZES = {10_000, 100_000};

    private static final int VALUES_PER_SECTION = 10;

    private static final int BYTES_PER_VALUE = 33;

    private static final int ROUNDS = 120;

    private static final double NANOS_PER_MICRO = 1_000;

    private static final double NANOS_PER_MILLI = 1_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final SealedFixture fixture;

    private final SecretFiles files;

    private StoreGrowth(SealedFixture fixture) {
        this.fixture = fixture;
        this.files = SecretFiles.create(fixture.settings());
    }

    /**
     * Prints rows for {@code benchmarks/run}: what, ours, peer, unit; the peer of many values is the same format with few.
     *
     * @param args none
     * @throws IOException when the files cannot be written
     */
    public static void main(String[] args) throws IOException {
        SealedFixture fixture = SealedFixture.create(Files.createTempDirectory("secrets-benchmark"), SIZES[0]);
        StoreGrowth growth = new StoreGrowth(fixture);
        growth.besideCompose();
        for (Format format : Format.values()) {
            growth.grow(format);
        }
        growth.files.close();
    }

    private void besideCompose() {
        Source sealed = this.fixture.sealed();
        String text = new String(sealed.bytes(), StandardCharsets.UTF_8);
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Source.MAX_BYTES).build();
        Runnable compose =
                () -> require(new Compose(settings).composeString(text).isPresent());
        List<Long> times = inTurns(List.of(() -> open(sealed, Format.YAML), compose), ROUNDS);
        row(
                "open " + SIZES[0] + " sealed YAML values, beside the YAML library composing the same text",
                times.get(0) / NANOS_PER_MILLI,
                times.get(1) / NANOS_PER_MILLI,
                "ms");
    }

    private void grow(Format format) {
        List<Runnable> opens = new ArrayList<>();
        for (int size : SIZES) {
            Source sealed = sealed(format, size);
            opens.add(() -> open(sealed, format));
        }
        List<Long> times = inTurns(opens, ROUNDS / 4);
        row(
                "open " + SIZES[1] + " values of " + format.word() + ", time for each, beside " + SIZES[0],
                times.get(1) / NANOS_PER_MICRO / SIZES[1],
                times.get(0) / NANOS_PER_MICRO / SIZES[0],
                "us");
    }

    /** Opens a file with a data key that was unwrapped before. */
    private void open(Source sealed, Format format) {
        try (OpenedFile opened = this.files.open(sealed, format)) {
            require(!opened.branches().isEmpty());
        }
    }

    private static void require(boolean read) {
        if (!read) {
            throw new IllegalStateException("The file was read as nothing");
        }
    }

    private Source sealed(Format format, int size) {
        byte[] plain = plain(format, size).getBytes(StandardCharsets.UTF_8);
        SealRequest request = SealRequest.to(List.of(this.files.keyRing().parse("age", this.fixture.recipient())));
        return Source.of("sealed", this.files.seal(Source.of("plain", plain), format, format, request));
    }

    private static String plain(Format format, int size) {
        Random random = new Random(size);
        if (format == Format.BINARY) {
            // One value: as many bytes as the other formats hold in theirs.
            return letters(random, size * BYTES_PER_VALUE);
        }
        StringBuilder text = new StringBuilder(format == Format.JSON ? "{" : "");
        for (int i = 0; i < size; i++) {
            boolean first = i % VALUES_PER_SECTION == 0;
            int section = i / VALUES_PER_SECTION;
            int key = i % VALUES_PER_SECTION;
            String value = letters(random, BYTES_PER_VALUE);
            text.append(
                    switch (format) {
                        case YAML ->
                            (first ? "section-" + section + ":\n" : "") + "    key-" + key + ": " + value + "\n";
                        case JSON ->
                            (first ? (i > 0 ? "}," : "") + "\"section-" + section + "\":{" : ",") + "\"key-" + key
                                    + "\":\"" + value + "\"";
                        case INI -> (first ? "[section-" + section + "]\n" : "") + "key-" + key + " = " + value + "\n";
                        default -> "SECTION_" + section + "_KEY_" + key + "=" + value + "\n";
                    });
        }
        return text.append(format == Format.JSON ? "}}" : "").toString();
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** Returns for each task the median of its times in nanoseconds, without the first third of the rounds. */
    private static List<Long> inTurns(List<Runnable> tasks, int rounds) {
        List<List<Long>> times = new ArrayList<>();
        tasks.forEach((task) -> times.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < tasks.size(); i++) {
                long start = THREADS.getCurrentThreadCpuTime();
                tasks.get(i).run();
                long time = THREADS.getCurrentThreadCpuTime() - start;
                if (round >= rounds / 3) {
                    times.get(i).add(time);
                }
            }
        }
        return times.stream()
                .map((all) -> {
                    Collections.sort(all);
                    return all.get(all.size() / 2);
                })
                .toList();
    }

    private static void row(String what, double ours, double peer, String unit) {
        System.out.printf(Locale.ROOT, "%s|%.2f|%.2f|%s%n", what, ours, peer, unit);
    }
}
