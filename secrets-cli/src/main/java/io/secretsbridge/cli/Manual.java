package io.secretsbridge.cli;

import java.util.List;

/**
 * What help and the reference say of a command.
 *
 * @param name the words that name it
 * @param operands what its operands are called, for example {@code [FILE]} or {@code bash|zsh}
 * @param summary what it does, in one line
 * @param description what it does, in a few sentences
 * @param examples lines that show it at work
 */
record Manual(String name, String operands, String summary, String description, List<Example> examples) {

    /** What the operand can be, empty when it is not one of a few words. */
    List<String> operandWords() {
        return this.operands.contains("|") ? List.of(this.operands.split("\\|", -1)) : List.of();
    }

    /**
     * A line that people can copy.
     *
     * @param line the command line
     * @param meaning what it does
     */
    record Example(String line, String meaning) {}
}
