package io.secretsbridge.cli;

import io.secretsbridge.tree.TreePath;

/** A path into a file, as an argument. */
final class PathArgument {

    private PathArgument() {}

    /**
     * Reads a path.
     *
     * @param text the argument
     * @param code the exit code when it is malformed
     * @return the path
     */
    static TreePath parse(String text, ExitCode code) {
        try {
            return TreePath.parse(text);
        } catch (IllegalArgumentException ex) {
            throw new Failure(
                    code,
                    "the path is malformed: " + ex.getMessage(),
                    "Write it like '[\"db\"][\"hosts\"][0]', in single quotes for the shell");
        }
    }
}
