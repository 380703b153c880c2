package io.secretsbridge.cli;

import io.secretsbridge.SecretsException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Says what became of several files: on a terminal by a bar that grows, elsewhere by a line for each, and in the end by a count. */
final class BatchReport {

    private static final int BAR = 30;

    private final Invocation invocation;

    private final int total;

    private final Batch.Words words;

    private final boolean check;

    private final boolean bar;

    private final Set<String> told = new HashSet<>();

    private final Map<String, Integer> unchanged = new TreeMap<>();

    private int done;

    private int failed;

    private int at;

    BatchReport(Invocation invocation, int total, Batch.Words words, boolean check, boolean asks) {
        this.invocation = invocation;
        this.total = total;
        this.words = words;
        this.check = check;
        this.bar = !asks && invocation.interactive().getAsBoolean();
    }

    void add(String file, Batch.Result result) {
        erase();
        if (!result.shown().isEmpty()) {
            this.invocation.print(result.shown());
        }
        if (result.content() != null) {
            this.done++;
            say(file, this.check ? this.words.possible() : this.words.done(), this.check && this.words.mustBeNone());
        } else {
            this.unchanged.merge(result.why(), 1, Integer::sum);
            say(file, result.why(), false);
        }
        advance();
    }

    private void say(String file, String what, boolean always) {
        if (!this.bar || always) {
            this.invocation.note(Texts.safe(file) + ": " + what);
        }
    }

    void failed(String file, Throwable failure) {
        erase();
        FailureReport report = new FailureReport(this.invocation.program(), this.invocation.err());
        this.failed++;
        if (failure instanceof SecretsException known) {
            if (this.told.add(known.problem() + "\n" + known.action())) {
                report.print(known);
            } else {
                report.printShort(known);
            }
        } else if (failure instanceof Failure known) {
            report.print(known);
        } else if (failure instanceof OutOfMemoryError) {
            report.printOutOfMemory();
            this.invocation.note(Texts.safe(file) + ": failed");
        } else {
            report.printUnforeseen(failure);
            this.invocation.note(Texts.safe(file) + ": failed");
        }
        advance();
    }

    private void erase() {
        if (this.bar && this.at > 0) {
            this.invocation.err().print("\r" + " ".repeat(Texts.WIDTH - 1) + "\r");
        }
    }

    private void advance() {
        this.at++;
        if (this.bar && this.at < this.total) {
            int filled = BAR * this.at / this.total;
            this.invocation
                    .err()
                    .print("[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + this.at + " of " + this.total
                            + ((this.failed > 0) ? ", " + this.failed + " failed" : ""));
            this.invocation.err().flush();
        }
    }

    /**
     * Says the counts.
     *
     * @throws Failure with exit code 11 when a file failed, 12 when a check found what must not be
     */
    void finish() {
        StringBuilder summary = new StringBuilder(this.total + ((this.total == 1) ? " file: " : " files: "))
                .append(this.done)
                .append(' ')
                .append(this.check ? this.words.possible() : this.words.done());
        this.unchanged.forEach(
                (why, count) -> summary.append(", ").append(count).append(' ').append(why));
        summary.append(", ").append(this.failed).append(" failed");
        if (this.failed > 0) {
            throw new Failure(ExitCode.SOME_FAILED, summary.toString(), "See the errors above; the others are done");
        }
        if (this.check && this.words.mustBeNone() && this.done > 0) {
            throw new Failure(ExitCode.CHECK_FAILED, summary.toString(), "Run it without --check");
        }
        this.invocation.note(summary.toString());
    }
}
