package io.secretsbridge.cli;

import io.secretsbridge.SealedFile;
import io.secretsbridge.cli.AtomicFile.NewFile;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.sops.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Flags of the commands that change key groups, and what the two have in common. */
final class GroupFlags {

    private static final Flag FILE = Flag.text("FILE", "the sealed file", "file", "f");

    /** What both commands take. */
    static final List<Flag> ALL =
            Flag.join(List.of(FILE, OutputFlags.IN_PLACE, KeyFlags.THRESHOLD), OpenFlags.SERVICES);

    private record Kind(String name, Flag flag) {}

    /** The kinds in the order in which {@code sops} adds them. */
    private static final List<Kind> KINDS = List.of(
            new Kind("pgp", key("FINGERPRINT", "an OpenPGP key of the new group", "pgp")),
            new Kind("kms", key("ARN", "an AWS KMS key of the new group", "kms")),
            new Kind("gcp_kms", key("ID", "a Google Cloud KMS key of the new group", "gcp-kms")),
            new Kind("hc_vault", key("URI", "a Vault or OpenBao transit key of the new group", "hc-vault-transit")),
            new Kind("azure_kv", key("URL", "an Azure Key Vault key of the new group", "azure-kv")),
            new Kind("hckms", key("ID", "a Huawei Cloud KMS key of the new group", "hckms")),
            new Kind("age", Flag.list("RECIPIENT", "an age recipient of the new group; may be repeated", "age")));

    /** The keys of a new group. */
    static final List<Flag> KEYS = keys();

    private GroupFlags() {}

    private static Flag key(String valueName, String help, String name) {
        return Flag.list(valueName, help, name).asRare();
    }

    private static List<Flag> keys() {
        List<Flag> flags = new ArrayList<>();
        KINDS.forEach((kind) -> flags.add(0, kind.flag()));
        flags.add(KeyFlags.AWS_PROFILE);
        flags.add(KeyFlags.ENCRYPTION_CONTEXT);
        return List.copyOf(flags);
    }

    static List<MasterKey> group(Arguments arguments, KeyRing keyRing) {
        KeyParser parser = new KeyParser(arguments, keyRing);
        List<MasterKey> keys = new ArrayList<>();
        KINDS.forEach((kind) -> keys.addAll(parser.keys(kind.name(), kind.flag())));
        return keys;
    }

    /** Gives the file of the command line other groups. */
    static void change(
            Arguments arguments,
            GlobalFlags global,
            Invocation invocation,
            BiFunction<MasterKeys, KeyRing, MasterKeys> change) {
        String file = arguments.text(FILE);
        if (file.isEmpty()) {
            throw new Failure(ExitCode.CANNOT_READ, "no file is named", "Name it: --file secrets.yaml");
        }
        Operands.checkReadable(file, invocation);
        Path path = invocation.resolve(file);
        Format format = Format.ofFileName(file);
        try (Workbench workbench = new Workbench(arguments, global, invocation, path)) {
            SealedFile sealed = workbench.files().read(invocation.read(file), format);
            int threshold = arguments.number(KeyFlags.THRESHOLD);
            MasterKeys before = sealed.masterKeys();
            MasterKeys after = change.apply(
                    (threshold == 0) ? before : before.withThreshold(threshold),
                    workbench.files().keyRing());
            byte[] changed = workbench.files().rewrap(sealed, after, format);
            OutputFlags.write(arguments, invocation, file, changed, NewFile.ORDINARY);
        }
    }
}
