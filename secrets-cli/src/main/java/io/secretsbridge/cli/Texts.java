package io.secretsbridge.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for terminals. */
final class Texts {

    /** The width that help and errors are wrapped to. */
    static final int WIDTH = 80;

    private Texts() {}

    /** Replaces control characters, so that a file name or an argument cannot steer the terminal. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach((point) -> safe.appendCodePoint(isVisible(point) ? point : '?'));
        return safe.toString();
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Breaks text at spaces; a word longer than the width stays whole. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append((line.length() > 0) ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
