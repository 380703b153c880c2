package io.secretsbridge.cli;

import io.secretsbridge.sops.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that a command reads, and the name by which its formats and its rules are chosen.
 *
 * @param path the path of that name
 * @param in the format of the input
 * @param out the format of the result
 */
record Subject(Path path, Format in, Format out) {

    /**
     * Returns the subject.
     *
     * @param arguments the command line
     * @param file the file, or {@code null} for standard input
     * @param invocation what surrounds the run
     * @return the subject
     * @throws Failure with exit code 8 when flags exclude each other
     */
    static Subject of(Arguments arguments, @Nullable String file, Invocation invocation) {
        OutputFlags.check(arguments, file);
        String override = arguments.text(FormatFlags.FILENAME_OVERRIDE);
        String name = (override.isEmpty() && file != null) ? file : override;
        return new Subject(
                invocation.resolve(name),
                FormatFlags.input(arguments, name, invocation),
                FormatFlags.output(arguments, name, invocation));
    }
}
