package io.secretsbridge.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The older form without a command word: {@code -d FILE}, {@code -e FILE}, and {@code FILE} alone, which edits. */
final class LegacyCommand implements Command {

    static final Flag DECRYPT = Flag.toggle("the older form of decrypt", "decrypt", "d");

    static final Flag ENCRYPT = Flag.toggle("the older form of encrypt", "encrypt", "e");

    static final Flag VERSION = Flag.toggle("print the version", "version", "v");

    private static final Flag NO_VERSION_CHECK = Flag.toggle(
                    "accepted for sops' sake; versions are never looked up", "disable-version-check")
            .orVariable("SOPS_DISABLE_VERSION_CHECK")
            .asRare();

    private static final Flag VERSION_CHECK = Flag.toggle(
                    "accepted for sops' sake; versions are never looked up", "check-for-updates")
            .asRare();

    @Override
    public String name() {
        return "";
    }

    @Override
    public String operands() {
        return "FILE";
    }

    @Override
    public String summary() {
        return "the older form of sops";
    }

    @Override
    public String description() {
        return "Flags stand before the file. Without -d and -e the file is edited.";
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("-d secrets.yaml", "the same as decrypt secrets.yaml"));
    }

    @Override
    public List<Flag> flags() {
        Set<Flag> flags = new LinkedHashSet<>(List.of(DECRYPT, ENCRYPT, VERSION, NO_VERSION_CHECK, VERSION_CHECK));
        flags.addAll(new EncryptCommand().flags());
        flags.addAll(new DecryptCommand().flags());
        flags.addAll(new EditCommand().flags());
        return new ArrayList<>(flags);
    }

    @Override
    public ExitCodes.Input input() {
        return ExitCodes.Input.SEALED;
    }

    /** Returns the command that the flags mean. */
    Command meant(Arguments arguments, Invocation invocation) {
        boolean decrypt = arguments.isOn(DECRYPT);
        boolean encrypt = arguments.isOn(ENCRYPT);
        if (decrypt && encrypt) {
            throw new Failure(ExitCode.CONFLICT, "--decrypt and --encrypt exclude each other", "Give one of them");
        }
        if (arguments.operands().isEmpty()) {
            throw new Failure(
                    ExitCode.NO_FILE,
                    "no command and no file is named",
                    "See " + invocation.program() + " --help; to begin, run " + invocation.program() + " init");
        }
        if (!decrypt && !encrypt) {
            checkMeansFile(arguments.operands().get(0), invocation);
        }
        return decrypt ? new DecryptCommand() : encrypt ? new EncryptCommand() : new EditCommand(invocation.asSops());
    }

    /** A word that is no file is more likely a misspelt command than the name of a file to make. */
    private static void checkMeansFile(String word, Invocation invocation) {
        boolean looksLikeFile = word.contains(".") || word.contains("/") || Files.exists(invocation.resolve(word));
        if (looksLikeFile || invocation.asSops()) {
            return;
        }
        String nearest = Spelling.nearest(word, Commands.names());
        throw new Failure(
                ExitCode.GENERIC,
                "there is no command '" + Texts.safe(word) + "'",
                (nearest != null)
                        ? "Did you mean '" + nearest + "'?"
                        : "See --help. To make a file of that name, run: " + invocation.program() + " edit "
                                + Texts.safe(word));
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        meant(arguments, invocation).run(arguments, global, invocation);
    }
}
