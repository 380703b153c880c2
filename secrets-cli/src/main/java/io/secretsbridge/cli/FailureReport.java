package io.secretsbridge.cli;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.SecretsException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says on standard error what went wrong, where, and what to do. Never a value, never a stack trace. */
final class FailureReport {

    private static final int INDENT = 4;

    private final String program;

    private final PrintStream err;

    FailureReport(String program, PrintStream err) {
        this.program = program;
        this.err = err;
    }

    void print(Failure failure) {
        if (failure.code() != ExitCode.OUTPUT_CLOSED) {
            print(String.valueOf(failure.getMessage()), failure.action());
        }
    }

    void print(SecretsException failure) {
        if (failure instanceof KeyUnavailableException unavailable
                && !unavailable.attempts().isEmpty()) {
            print(unavailable.getMessage(), null);
            printAttempts(unavailable.attempts());
            printAction(unavailable.action());
        } else {
            print(failure.getMessage(), failure.action());
        }
    }

    /** Says only what and where, for a failure of which a fuller one of the same kind was printed before. */
    void printShort(SecretsException failure) {
        print(failure.getMessage(), null);
    }

    /** Names class and place only: the message of an unforeseen exception may quote what it failed on. */
    void printUnforeseen(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String place = (trace.length > 0) ? " at " + trace[0] : "";
        print("a fault of this program: " + failure.getClass().getName() + place, "Please report this line");
    }

    void printOutOfMemory() {
        print("there is not enough memory for this file", "Allow more: JAVA_TOOL_OPTIONS=-Xmx2g");
    }

    private void print(@Nullable String problem, @Nullable String action) {
        this.err.println(this.program + ": " + Texts.safe(String.valueOf(problem)));
        printAction(action);
    }

    private void printAction(@Nullable String action) {
        if (action != null) {
            this.err.println("  " + Texts.safe(action) + (action.endsWith(".") || action.endsWith("?") ? "" : "."));
        }
    }

    private void printAttempts(List<Attempt> attempts) {
        Map<Integer, List<Attempt>> groups = attempts.stream()
                .collect(Collectors.groupingBy(Attempt::group, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((number, group) -> {
            boolean opened = group.stream().anyMatch(Attempt::succeeded);
            this.err.println();
            this.err.println("Group " + number + ": " + (opened ? "SUCCESS" : "FAILED"));
            group.forEach(this::printAttempt);
        });
        this.err.println();
    }

    private void printAttempt(Attempt attempt) {
        String outcome = attempt.outcome();
        this.err.println("  " + Texts.safe(attempt.kind() + " " + attempt.key()) + ": "
                + ((outcome == null) ? "SUCCESS" : "FAILED"));
        if (outcome != null) {
            for (String line : Texts.wrap(Texts.safe(outcome), Texts.WIDTH - INDENT - 2)) {
                this.err.println(" ".repeat(INDENT) + "| " + line);
            }
        }
    }
}
