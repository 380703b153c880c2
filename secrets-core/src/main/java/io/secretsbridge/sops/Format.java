package io.secretsbridge.sops;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of secrets files, by the words and file name endings of {@code sops}. */
public enum Format {
    /** YAML, {@code .yaml} or {@code .yml}. */
    YAML,
    /** JSON, {@code .json}. */
    JSON,
    /** One {@code KEY=value} per line, {@code .env}. */
    DOTENV,
    /** Sections of keys, {@code .ini}. */
    INI,
    /** Any other file, as a whole. */
    BINARY;

    /**
     * Returns the format of a file by its name; the test is case-sensitive, as in {@code sops}.
     *
     * @param fileName the file name or path
     * @return the format, {@link #BINARY} when the ending is none of the others'
     */
    public static Format ofFileName(String fileName) {
        if (fileName.endsWith(".yaml") || fileName.endsWith(".yml")) {
            return YAML;
        }
        if (fileName.endsWith(".json")) {
            return JSON;
        }
        if (fileName.endsWith(".env")) {
            return DOTENV;
        }
        if (fileName.endsWith(".ini")) {
            return INI;
        }
        return BINARY;
    }

    /**
     * Returns the format that a word of the command line names.
     *
     * @param word {@code yaml}, {@code json}, {@code dotenv}, {@code ini} or {@code binary}
     * @return the format, or {@code null} when the word is none of these
     */
    public static @Nullable Format ofWord(String word) {
        for (Format format : values()) {
            if (format.word().equals(word)) {
                return format;
            }
        }
        return null;
    }

    /**
     * Returns the word of the command line for this format.
     *
     * @return the word
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
