package io.secretsbridge.interop;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where two texts part, in words. */
final class Difference {

    private static final int SHOWN = 160;

    private Difference() {}

    /** Returns the first line that differs. */
    static String between(String left, String leftText, String right, String rightText) {
        String[] leftLines = leftText.split("\n", -1);
        String[] rightLines = rightText.split("\n", -1);
        for (int i = 0; i < Math.max(leftLines.length, rightLines.length); i++) {
            String leftLine = (i < leftLines.length) ? leftLines[i] : null;
            String rightLine = (i < rightLines.length) ? rightLines[i] : null;
            if (leftLine == null || !leftLine.equals(rightLine)) {
                return "line " + (i + 1) + "\n          " + left + ": " + shown(leftLine) + "\n          " + right
                        + ": " + shown(rightLine);
            }
        }
        return "no difference in lines";
    }

    static String between(String left, byte[] leftText, String right, byte[] rightText) {
        return between(
                left,
                new String(leftText, StandardCharsets.UTF_8),
                right,
                new String(rightText, StandardCharsets.UTF_8));
    }

    private static String shown(@Nullable String line) {
        if (line == null) {
            return "(no such line)";
        }
        StringBuilder text = new StringBuilder();
        line.codePoints().limit(SHOWN).forEach((c) -> {
            if (c >= ' ' && c < 127) {
                text.append((char) c);
            } else {
                text.append(String.format("<%x>", c));
            }
        });
        return text.toString();
    }
}
