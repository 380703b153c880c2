package io.secretsbridge.key;

/** Makes text that came out of a file fit for an error or a terminal. */
final class Texts {

    private static final int MAX_LENGTH = 4096;

    private Texts() {}

    /** Replaces what is no visible character, which could otherwise steer a terminal or forge a line of a log. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints()
                .limit(MAX_LENGTH)
                .forEach((codePoint) -> safe.appendCodePoint(isVisible(codePoint) ? codePoint : '?'));
        return safe.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
