package io.secretsbridge.cli;

import io.secretsbridge.sops.Format;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Flags that say in which format a file is and shall be. */
final class FormatFlags {

    static final Flag INPUT_TYPE =
            Flag.text("TYPE", "what the input is: yaml, json, dotenv, ini, binary", "input-type");

    static final Flag OUTPUT_TYPE = Flag.text("TYPE", "what the output shall be", "output-type");

    static final Flag FILENAME_OVERRIDE =
            Flag.text("NAME", "take types and rule by this name, not the file's own", "filename-override");

    static final List<Flag> TYPES = List.of(INPUT_TYPE, OUTPUT_TYPE);

    static final List<Flag> ALL = List.of(INPUT_TYPE, OUTPUT_TYPE, FILENAME_OVERRIDE);

    private FormatFlags() {}

    static Format input(Arguments arguments, String name, Invocation invocation) {
        return format(arguments, INPUT_TYPE, name, invocation);
    }

    static Format output(Arguments arguments, String name, Invocation invocation) {
        return format(arguments, OUTPUT_TYPE, name, invocation);
    }

    private static Format format(Arguments arguments, Flag flag, String name, Invocation invocation) {
        String word = arguments.text(flag);
        Format format = Format.ofWord(word);
        if (format != null) {
            return format;
        }
        // That tool takes a word that it does not know for none at all.
        if (word.isEmpty() || invocation.asSops()) {
            return Format.ofFileName(name);
        }
        List<String> words = Arrays.stream(Format.values()).map(Format::word).toList();
        throw new Failure(
                ExitCode.GENERIC,
                "--" + flag.name() + " does not know the type " + Texts.safe(word),
                "It is one of " + words.stream().collect(Collectors.joining(", ")));
    }
}
