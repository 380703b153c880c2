package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to several files in one process: with one key ring, at the same time, and to each as a whole or not at all. A file that
 * fails keeps the others from nothing.
 */
final class Batch {

    /** {@code --check}: of every command that takes several files. */
    static final Flag CHECK = Flag.toggle("write nothing: say what would become of each file", "check");

    /** More than there are processors, because a key service is waited for. */
    private static final int THREADS = 8;

    private static final int MEBIBYTE = 1024 * 1024;

    /** What the trees of a file need, as a multiple of its size. */
    private static final int MEMORY_FACTOR = 24;

    private static final byte[] NOTHING = {};

    private final Arguments arguments;

    private final GlobalFlags global;

    private final Invocation invocation;

    private final Words words;

    private final boolean check;

    private final int threads;

    private final int permits = (int) Math.max(1, Runtime.getRuntime().maxMemory() / MEBIBYTE / MEMORY_FACTOR);

    private final Semaphore memory = new Semaphore(this.permits, true);

    private Batch(
            Arguments arguments, GlobalFlags global, Invocation invocation, Words words, boolean check, int threads) {
        this.arguments = arguments;
        this.global = global;
        this.invocation = invocation;
        this.words = words;
        this.check = check;
        this.threads = threads;
    }

    /**
     * What the outcomes are called.
     *
     * @param done a file that was written
     * @param possible one that would be
     * @param mustBeNone whether {@link #CHECK} fails when there is one that would be written
     * @param newFile the mode of a file that is there no longer when it is written
     */
    record Words(String done, String possible, boolean mustBeNone, NewFile newFile) {}

    /** What is done to a file. */
    interface Work {

        /**
         * Makes the new content of a file.
         *
         * @param workbench the pipeline, set up for the file
         * @param file the name of the file
         * @return the content, and what to show before it is written
         */
        Result of(Workbench workbench, String file);
    }

    /**
     * What is to become of a file.
     *
     * @param content its new content, {@code null} when it stays as it is
     * @param why why it stays as it is, empty when it does not
     * @param shown what standard output gets
     */
    record Result(byte @Nullable [] content, String why, String shown) {

        static Result of(byte[] content) {
            return new Result(content, "", "");
        }

        static Result unchanged(String why) {
            return new Result(null, why, "");
        }
    }

    /**
     * Whether a command line means several files, or a dry run.
     *
     * @throws Failure with exit code 8 when it also says what only makes sense for one
     */
    static boolean isMeant(Arguments arguments, FileSet files, Invocation invocation, Flag... ofOneFile) {
        boolean check = arguments.isOn(CHECK);
        if (check && invocation.asSops()) {
            throw new Failure(ExitCode.GENERIC, "there is no flag --check", "See --help");
        }
        if (!files.areSeveral() && !check) {
            return false;
        }
        for (Flag flag : ofOneFile) {
            if (arguments.isOnCommandLine(flag)) {
                throw new Failure(
                        ExitCode.CONFLICT,
                        "--" + flag.name() + " is for one file, and not for several or --check",
                        "Leave it out, or run it once for each file");
            }
        }
        return true;
    }

    /** Several files are never printed one behind the other. */
    static void checkInPlace(Arguments arguments, Invocation invocation) {
        if (arguments.isOn(OutputFlags.IN_PLACE) || arguments.isOn(CHECK)) {
            return;
        }
        boolean folder = arguments.operands().size() == 1
                && Files.isDirectory(invocation.resolve(arguments.operands().get(0)));
        throw new Failure(
                folder ? ExitCode.CANNOT_READ : ExitCode.CONFLICT,
                folder
                        ? arguments.operands().get(0) + ": this is a directory, not a file"
                        : "several files can be replaced, and not printed",
                "For all files that are meant, give --in-place, or --check to write nothing");
    }

    /**
     * Does it.
     *
     * @param files the files
     * @param work what is done to each
     * @throws Failure with exit code 11 when a file failed, 12 when a check found what must not be
     */
    static void run(
            Arguments arguments, GlobalFlags global, Invocation invocation, Words words, FileSet files, Work work) {
        new Batch(arguments, global, invocation, words, arguments.isOn(CHECK), THREADS).run(files, work);
    }

    /** As {@link #run}, one file after the other, for work that asks somebody. */
    static void runInTurn(
            Arguments arguments, GlobalFlags global, Invocation invocation, Words words, FileSet files, Work work) {
        new Batch(arguments, global, invocation, words, arguments.isOn(CHECK), 1).run(files, work);
    }

    private void run(FileSet files, Work work) {
        if (files.items().isEmpty()) {
            throw new Failure(ExitCode.NO_FILE, "no file is named, or the folder is empty", "Name one or more files");
        }
        BatchReport report =
                new BatchReport(this.invocation, files.items().size(), this.words, this.check, this.threads == 1);
        ExecutorService workers = Executors.newFixedThreadPool(
                Math.min(this.threads, files.items().size()), (task) -> {
                    Thread thread = new Thread(task, "file");
                    thread.setDaemon(true);
                    return thread;
                });
        try (Workroom room = new Workroom(this.arguments, this.global, this.invocation)) {
            List<Future<Result>> results = new ArrayList<>();
            for (FileSet.Item item : files.items()) {
                results.add(workers.submit(() -> attempt(room, item, work)));
            }
            for (int i = 0; i < results.size(); i++) {
                report(report, files.items().get(i).name(), results.get(i));
            }
        } finally {
            workers.shutdownNow();
        }
        report.finish();
    }

    private static void report(BatchReport report, String file, Future<Result> result) {
        try {
            report.add(file, result.get());
        } catch (ExecutionException ex) {
            report.failed(file, (ex.getCause() != null) ? ex.getCause() : ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", null);
        }
    }

    private Result attempt(Workroom room, FileSet.Item item, Work work) throws InterruptedException {
        Path path = this.invocation.resolve(item.name());
        int weight = weight(path);
        this.memory.acquire(weight);
        try (Workbench workbench = room.bench(path)) {
            return finished(path, work.of(workbench, item.name()));
        } catch (SecretsException ex) {
            String why = item.named() ? null : reasonToSkip(ex, path);
            if (why == null) {
                throw ex;
            }
            return Result.unchanged(why);
        } finally {
            this.memory.release(weight);
        }
    }

    /** Keeps nothing of the content: it may be a plaintext, and the results of all files are held until the end. */
    private Result finished(Path path, Result result) {
        byte[] content = result.content();
        if (content == null) {
            return result;
        }
        try {
            if (!this.check) {
                AtomicFile.write(path, content, this.words.newFile());
            }
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        return new Result(NOTHING, result.why(), result.shown());
    }

    private int weight(Path path) {
        try {
            return (int) Math.min(this.permits, 1 + Files.size(path) / MEBIBYTE);
        } catch (IOException ex) {
            return 1;
        }
    }

    /** What a pattern or a folder finds need not be meant. */
    private static @Nullable String reasonToSkip(SecretsException ex, Path path) {
        boolean foreign = ex.reason() == Reason.MALFORMED && Format.ofFileName(path.toString()) == Format.BINARY;
        if (ex.reason() == Reason.NO_MATCHING_RULE) {
            return "under no rule";
        }
        return (ex.reason() == Reason.NOT_SEALED || foreign) ? "no sealed file" : null;
    }
}
