package io.secretsbridge.cli;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the word that was meant. */
final class Spelling {

    private Spelling() {}

    /** Returns the word with the fewest edits to the one typed, or {@code null} when all are too far away. */
    static @Nullable String nearest(String typed, Collection<String> words) {
        String nearest = null;
        int least = Math.max(1, Math.min(typed.length(), 9) / 3) + 1;
        for (String word : words) {
            int distance = distance(typed, word);
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest;
    }

    /** The number of letters to insert, delete, replace, or swap with their neighbour. */
    private static int distance(String left, String right) {
        int[][] table = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int replaced = table[i - 1][j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
                int least = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    least = Math.min(least, table[i - 2][j - 2] + 1);
                }
                table[i][j] = least;
            }
        }
        return table[left.length()][right.length()];
    }
}
