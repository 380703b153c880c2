package io.secretsbridge;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that someone may have meant. */
final class SimilarNames {

    private static final int MOST = 5;

    /** Longer names are not compared letter by letter, so that a large file costs no noticeable time. */
    private static final int LONGEST = 200;

    private record Candidate(String name, int distance) {}

    private SimilarNames() {}

    /**
     * Returns at most five names: those below the wanted one, or those that differ from it by few letters, the nearest first.
     */
    static List<String> of(String wanted, Collection<String> names) {
        return names.stream()
                .map((name) -> new Candidate(name, distance(wanted, name)))
                .filter((candidate) -> candidate.distance() <= Math.max(1, wanted.length() / 3))
                .sorted(Comparator.comparingInt(Candidate::distance))
                .limit(MOST)
                .map(Candidate::name)
                .toList();
    }

    private static int distance(String wanted, String name) {
        String left = bare(wanted);
        String right = bare(name);
        if (left.equals(right) || name.startsWith(wanted + ".") || name.startsWith(wanted + "[")) {
            return 0;
        }
        if (left.length() > LONGEST || right.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = (left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[right.length()];
    }

    /** The spellings {@code db-password}, {@code DB_PASSWORD} and {@code dbPassword} are the same to people. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
