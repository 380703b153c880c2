package io.secretsbridge.cli;

import io.secretsbridge.SealedFile;
import io.secretsbridge.SecretsException;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.key.GroupChange;
import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.sops.CreationRule;
import io.secretsbridge.sops.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Gives sealed files the keys that the creation rules name now. */
final class UpdateKeysCommand implements Command {

    static final String NAME = "updatekeys";

    /** Nobody types more than this before enter. */
    private static final int MAX_ANSWER = 1000;

    private static final Batch.Words WORDS = new Batch.Words("updated", "not up to date", true, NewFile.ORDINARY);

    private static final Flag YES = Flag.toggle("do not ask", "yes", "y");

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "FILE…",
                "give sealed files the keys that .sops.yaml names now",
                "Compares the keys of each file with those of its creation rule, shows the difference, asks, and wraps the data key"
                        + " of the file by the keys of the rule. Data key, values and MAC stay as they are; to shut somebody out of"
                        + " what comes, run rotate too.",
                List.of(
                        new Manual.Example("updatekeys secrets.yaml", "show the difference and ask"),
                        new Manual.Example("updatekeys -y secrets.yaml db.env", "several files, without asking"),
                        new Manual.Example("updatekeys --check config/", "fails when one has other keys")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(List.of(YES, Batch.CHECK, FormatFlags.INPUT_TYPE), OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        List<String> files = arguments.operands();
        if (files.isEmpty()) {
            try (Workbench workbench = new Workbench(arguments, global, invocation, invocation.resolve("file"))) {
                // Of the two things that are missing, sops names this one.
                workbench.checkConfigured();
            }
            throw new Failure(ExitCode.NO_FILE, "no file is named", "Name one or more behind the command");
        }
        FileSet set = FileSet.of(files, invocation);
        if (Batch.isMeant(arguments, set, invocation)) {
            Batch.Work work = (workbench, file) -> updated(arguments, workbench, invocation, file, file + ":\n");
            if (arguments.isOn(YES) || arguments.isOn(Batch.CHECK)) {
                Batch.run(arguments, global, invocation, WORDS, set, work);
            } else {
                Batch.runInTurn(arguments, global, invocation, WORDS, set, work);
            }
            return;
        }
        int failed = 0;
        try (Workroom room = new Workroom(arguments, global, invocation)) {
            for (String file : files) {
                failed += update(arguments, room, invocation, file, files.size() == 1) ? 0 : 1;
            }
        }
        if (failed > 0) {
            throw new Failure(ExitCode.GENERIC, "failed updating " + failed + " key(s)", "See the errors above");
        }
    }

    /** As {@code sops} does it: one after the other, each outcome in a sentence of its own. */
    private static boolean update(
            Arguments arguments, Workroom room, Invocation invocation, String file, boolean only) {
        Path path = invocation.resolve(file);
        FailureReport report = new FailureReport(invocation.program(), invocation.err());
        try (Workbench workbench = bench(room, path)) {
            Batch.Result result = updated(arguments, workbench, invocation, file, "");
            invocation.print(result.shown());
            if (result.content() != null) {
                AtomicFile.write(path, result.content(), NewFile.ORDINARY);
            }
            invocation.note(path + ": " + ((result.content() != null) ? WORDS.done() : result.why()));
            return true;
        } catch (SecretsException ex) {
            if (only) {
                throw ex;
            }
            report.print(ex);
        } catch (Failure ex) {
            if (only) {
                throw ex;
            }
            report.print(ex);
        }
        return false;
    }

    private static Workbench bench(Workroom room, Path path) {
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new Failure(
                    ExitCode.GENERIC,
                    path + ": " + (Files.exists(path) ? "this is no file that can be read" : "the file does not exist"),
                    "Check the path");
        }
        return room.bench(path);
    }

    /** Returns the file with the keys of its rule; what is shown was shown already when there is a question. */
    private static Batch.Result updated(
            Arguments arguments, Workbench workbench, Invocation invocation, String file, String heading) {
        Format format = FormatFlags.input(arguments, file, invocation);
        CreationRule rule = workbench.requiredRule();
        SealedFile sealed = workbench.files().read(invocation.read(file), format);
        MasterKeys before = sealed.masterKeys();
        MasterKeys after = wanted(rule, before, workbench, invocation);
        List<GroupChange> changes = workbench.files().keyRing().changes(before, after);
        if (before.threshold() == after.threshold() && changes.stream().noneMatch(GroupChange::isChange)) {
            return Batch.Result.unchanged("up to date");
        }
        String shown = heading + shown(before.threshold(), after.threshold(), changes);
        if (arguments.isOn(Batch.CHECK)) {
            // Whoever checks need not be able to open the file.
            return new Batch.Result(new byte[0], "", shown);
        }
        boolean asks = !arguments.isOn(YES);
        if (asks || heading.isEmpty()) {
            // As sops does, before it turns out whether the data key can be had.
            invocation.print(shown);
            shown = "";
        }
        if (asks && !isConfirmed(invocation)) {
            return Batch.Result.unchanged("left as it is");
        }
        return new Batch.Result(workbench.files().rewrap(sealed, after, format), "", shown);
    }

    /** The threshold stays that of the file, as in {@code sops}, unless the rule says another. */
    private static MasterKeys wanted(CreationRule rule, MasterKeys before, Workbench workbench, Invocation invocation) {
        MasterKeys keys = new MasterKeys(rule.keyGroups(workbench.files().keyRing()), rule.shamirThreshold());
        int threshold = (keys.threshold() == 0 || invocation.asSops()) ? before.threshold() : keys.threshold();
        return keys.withThreshold(Math.min(threshold, keys.groups().size()));
    }

    private static String shown(int before, int after, List<GroupChange> changes) {
        StringBuilder text = new StringBuilder("The following changes will be made to the file's groups:\n");
        if (before > 0 && before == after) {
            text.append("shamir_threshold: ").append(after).append('\n');
        } else {
            text.append((after > 0) ? "+++ shamir_threshold: " + after + "\n" : "");
            text.append((before > 0) ? "--- shamir_threshold: " + before + "\n" : "");
        }
        for (int i = 0; i < changes.size(); i++) {
            text.append("Group ").append(i + 1).append('\n');
            changes.get(i)
                    .kept()
                    .forEach((key) -> text.append("    ").append(key).append('\n'));
            changes.get(i)
                    .added()
                    .forEach((key) -> text.append("+++ ").append(key).append('\n'));
            changes.get(i)
                    .removed()
                    .forEach((key) -> text.append("--- ").append(key).append('\n'));
        }
        return text.toString();
    }

    private static boolean isConfirmed(Invocation invocation) {
        while (true) {
            invocation.print("Is this okay? (y/n):");
            String answer = readLine(invocation);
            if (answer.isBlank() || answer.strip().contains(" ")) {
                throw new Failure(
                        ExitCode.GENERIC, "there was no answer; nothing was written", "Answer y or n, or give --yes");
            }
            if (answer.strip().equals("y") || answer.strip().equals("n")) {
                return answer.strip().equals("y");
            }
        }
    }

    /** Reads one line and not a byte more: the next question reads the next. */
    private static String readLine(Invocation invocation) {
        StringBuilder line = new StringBuilder();
        try {
            for (int next = invocation.in().read();
                    next >= 0 && next != '\n';
                    next = invocation.in().read()) {
                line.append((char) next);
                if (line.length() > MAX_ANSWER) {
                    break;
                }
            }
        } catch (IOException ex) {
            return "";
        }
        return line.toString();
    }
}
