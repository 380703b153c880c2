package io.secretsbridge.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The older form without a command word: {@code -d FILE}, {@code -e FILE}, {@code -r FILE}, {@code --set 'PATH VALUE' FILE}, and
 * {@code FILE} alone, which edits.
 */
final class LegacyCommand implements Command {

    static final Flag DECRYPT = Flag.toggle("the older form of decrypt", "decrypt", "d");

    static final Flag ENCRYPT = Flag.toggle("the older form of encrypt", "encrypt", "e");

    static final Flag ROTATE = Flag.toggle("the older form of rotate", "rotate", "r");

    static final Flag VERSION = Flag.toggle("print the version", "version", "v");

    private static final Flag NO_VERSION_CHECK = Flag.toggle(
                    "accepted for sops' sake; versions are never looked up", "disable-version-check")
            .orVariable("SOPS_DISABLE_VERSION_CHECK")
            .asRare();

    private static final Flag VERSION_CHECK = Flag.toggle(
                    "accepted for sops' sake; versions are never looked up", "check-for-updates")
            .asRare();

    @Override
    public Manual manual() {
        return new Manual(
                "",
                "FILE",
                "the older form of sops",
                "Flags stand before the file. Without -d, -e, -r and --set the file is edited.",
                List.of(new Manual.Example("-d secrets.yaml", "the same as decrypt secrets.yaml")));
    }

    @Override
    public List<Flag> flags() {
        Set<Flag> flags = new LinkedHashSet<>(
                List.of(DECRYPT, ENCRYPT, ROTATE, SetCommand.LEGACY, VERSION, NO_VERSION_CHECK, VERSION_CHECK));
        flags.addAll(new EncryptCommand().flags());
        flags.addAll(new DecryptCommand().flags());
        flags.addAll(new EditCommand().flags());
        flags.addAll(new RotateCommand().flags());
        return new ArrayList<>(flags);
    }

    /** Returns the command that the flags mean. */
    Command meant(Arguments arguments, Invocation invocation) {
        // Of several, sops runs all and keeps what the last of this order made.
        List<Supplier<Command>> meant = new ArrayList<>();
        if (arguments.isOn(ENCRYPT)) {
            meant.add(EncryptCommand::new);
        }
        if (arguments.isOn(DECRYPT)) {
            meant.add(DecryptCommand::new);
        }
        if (arguments.isOn(ROTATE)) {
            meant.add(() -> new RotateCommand(true));
        }
        if (!arguments.text(SetCommand.LEGACY).isEmpty()) {
            meant.add(() -> new SetCommand(true));
        }
        if (meant.size() > 1) {
            refuseSeveral(invocation);
        }
        if (arguments.operands().isEmpty()) {
            throw new Failure(
                    ExitCode.NO_FILE,
                    "no command and no file is named",
                    "See " + invocation.program() + " --help; to begin, run " + invocation.program() + " init");
        }
        if (RotationFlags.areGiven(arguments)) {
            checkKeysHaveEffect(arguments, meant.isEmpty(), invocation);
        }
        if (!meant.isEmpty()) {
            return meant.get(meant.size() - 1).get();
        }
        checkMeansFile(arguments.operands().get(0), invocation);
        return new EditCommand(invocation.asSops());
    }

    private static void refuseSeveral(Invocation invocation) {
        if (!invocation.asSops()) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "--decrypt, --encrypt, --rotate and --set exclude each other",
                    "Give one of them");
        }
        invocation.note("More than one command (--encrypt, --decrypt, --rotate, --set) has been specified. Only the"
                + " changes made by the last one will be visible.");
    }

    /** While a file is edited they have none in {@code sops}, which nobody means. */
    private static void checkKeysHaveEffect(Arguments arguments, boolean edits, Invocation invocation) {
        if (!Files.exists(invocation.resolve(arguments.operands().get(0)))) {
            throw new Failure(
                    ExitCode.NO_FILE_FOR_KEYS,
                    "the file does not exist, so it has no keys to add to or to remove",
                    "To make a file, use edit or encrypt");
        }
        if (edits && !invocation.asSops()) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "keys are added and removed by rotate, and not while a file is edited",
                    "Write rotate, or -r, before the flags");
        }
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
