package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a sealed file. */
final class DecryptCommand implements Command {

    static final String NAME = "decrypt";

    static final Flag EXTRACT = Flag.text("PATH", "only this part of the file: '[\"db\"][\"hosts\"][0]'", "extract");

    private static final Batch.Words WORDS = new Batch.Words("opened", "can be opened", false, NewFile.PRIVATE);

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "[FILE…]",
                "open a sealed file and print it",
                "Opens a file, checks every value and the MAC over all of them, and only then prints. Without a file it reads"
                        + " standard input.",
                List.of(
                        new Manual.Example("decrypt secrets.yaml", "print the plain file"),
                        new Manual.Example(
                                "decrypt --extract '[\"db\"][\"password\"]' secrets.yaml", "print one value"),
                        new Manual.Example("decrypt --output-type json secrets.yaml", "print it as JSON"),
                        new Manual.Example("decrypt -i 'config/**/*.yaml'", "all of a folder, in one process")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(
                List.of(EXTRACT),
                OutputFlags.ALL,
                List.of(Batch.CHECK),
                FormatFlags.ALL,
                OpenFlags.ALL,
                OpenFlags.SERVICES);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        FileSet files = FileSet.of(arguments.operands(), invocation);
        if (Batch.isMeant(arguments, files, invocation, EXTRACT, OutputFlags.OUTPUT, FormatFlags.FILENAME_OVERRIDE)) {
            Batch.checkInPlace(arguments, invocation);
            Batch.run(
                    arguments,
                    global,
                    invocation,
                    WORDS,
                    files,
                    (workbench, file) -> Batch.Result.of(
                            plain(arguments, workbench, invocation, file, Subject.of(arguments, file, invocation))));
            return;
        }
        @Nullable String file = Operands.only(arguments.operands(), invocation);
        Subject subject = Subject.of(arguments, file, invocation);
        Operands.checkExists(file, invocation);
        try (Workbench workbench = new Workbench(arguments, global, invocation, subject.path())) {
            byte[] plain = plain(arguments, workbench, invocation, file, subject);
            OutputFlags.write(arguments, invocation, file, plain, NewFile.PRIVATE);
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] plain(
            Arguments arguments, Workbench workbench, Invocation invocation, @Nullable String file, Subject subject) {
        TreePath path = PathArgument.parse(arguments.text(EXTRACT), ExitCode.BAD_PATH);
        try (OpenedFile opened = OpenFlags.open(arguments, workbench.files(), invocation.read(file), subject.in())) {
            return plain(workbench.files(), opened, path, subject.out());
        }
    }

    private static byte[] plain(SecretFiles files, OpenedFile opened, TreePath path, Format out) {
        if (path.equals(TreePath.ROOT)) {
            return files.plain(opened.branches(), out);
        }
        Node node = path.find(opened.branches().get(0));
        if (node == null) {
            throw new Failure(
                    ExitCode.GENERIC,
                    opened.source() + " " + Texts.safe(path.toString()) + ": there is nothing at this path",
                    "Check the path, beginning with its first part");
        }
        return (node instanceof ValueNode value && value.isString()) ? value.toByteArray() : files.value(node, out);
    }
}
