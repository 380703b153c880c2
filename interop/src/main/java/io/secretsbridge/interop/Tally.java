package io.secretsbridge.interop;

import java.util.Map;
import java.util.TreeMap;

/** Counts what passed and what failed, by the name of the check, and prints what failed. Thread-safe. */
final class Tally {

    private static final class Count {
        private int passed;
        private int failed;
    }

    private final Map<String, Count> counts = new TreeMap<>();

    synchronized void passed(String check) {
        count(check).passed++;
    }

    synchronized void failed(String check, String subject, String detail) {
        count(check).failed++;
        System.out.println("FAILED  " + check + ", " + subject + ": " + detail);
    }

    private Count count(String check) {
        return this.counts.computeIfAbsent(check, (name) -> new Count());
    }

    /** Prints a line for each check, and the closing line that {@code interop/lib.sh} reads. */
    synchronized int finish() {
        int passed = 0;
        int failed = 0;
        for (Map.Entry<String, Count> entry : this.counts.entrySet()) {
            Count count = entry.getValue();
            System.out.printf(
                    "%-8s%-40s %7d passed, %d failed%n",
                    (count.failed == 0) ? "ok" : "FAILED", entry.getKey(), count.passed, count.failed);
            passed += count.passed;
            failed += count.failed;
        }
        System.out.println(passed + " passed, " + failed + " failed");
        return (failed == 0 && passed > 0) ? 0 : 1;
    }
}
