package io.secretsbridge.cli;

import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeys;
import java.util.ArrayList;
import java.util.List;

/** Flags that add keys to a file and remove keys from it. */
final class RotationFlags {

    /** A kind with its two flags. */
    private record Kind(String name, Flag add, Flag remove) {

        static Kind of(String name, String flag, String valueName, String keys) {
            return new Kind(
                    name,
                    Flag.text(valueName, "add these " + keys, "add-" + flag).asRare(),
                    Flag.text(valueName, "remove these " + keys, "rm-" + flag).asRare());
        }
    }

    private static final Kind AGE = new Kind(
            "age",
            Flag.text("RECIPIENTS", "add these age recipients, separated by commas", "add-age"),
            Flag.text("RECIPIENTS", "remove these age recipients", "rm-age"));

    /** In the order in which {@code sops} adds them. */
    private static final List<Kind> KINDS = List.of(
            Kind.of("kms", "kms", "ARNS", "AWS KMS keys"),
            Kind.of("pgp", "pgp", "FINGERPRINTS", "OpenPGP keys"),
            Kind.of("gcp_kms", "gcp-kms", "IDS", "Google Cloud KMS keys"),
            Kind.of("hckms", "hckms", "IDS", "Huawei Cloud KMS keys"),
            Kind.of("azure_kv", "azure-kv", "URLS", "Azure Key Vault keys"),
            Kind.of("hc_vault", "hc-vault-transit", "URIS", "Vault or OpenBao transit keys"),
            AGE);

    static final List<Flag> ALL = all();

    private RotationFlags() {}

    private static List<Flag> all() {
        List<Flag> flags = new ArrayList<>(List.of(AGE.add(), AGE.remove()));
        for (Kind kind : KINDS) {
            if (!kind.equals(AGE)) {
                flags.add(kind.add());
                flags.add(kind.remove());
            }
        }
        return List.copyOf(flags);
    }

    static boolean areGiven(Arguments arguments) {
        return ALL.stream().anyMatch((flag) -> !arguments.text(flag).isEmpty());
    }

    /** A key to remove, by its public name: it need not be one that can be used here. */
    private record Removal(String kind, String name, Flag flag) {

        boolean means(MasterKey key, KeyRing keyRing) {
            return key.kind().equals(this.kind) && keyRing.describe(key).equals(this.name);
        }
    }

    /** What shall become of the keys of a file. */
    record Change(List<MasterKey> added, List<Removal> removed) {

        MasterKeys applyTo(MasterKeys keys, KeyRing keyRing, Invocation invocation) {
            MasterKeys changed = keys.plus(this.added);
            for (Removal removal : this.removed) {
                MasterKeys less = changed.minus((key) -> removal.means(key, keyRing));
                if (less.equals(changed)) {
                    invocation.note("--" + removal.flag().name() + ": the file has no key " + Texts.safe(removal.name())
                            + ", so none was removed");
                }
                changed = less;
            }
            return changed;
        }
    }

    static Change change(Arguments arguments, KeyRing keyRing) {
        KeyParser parser = new KeyParser(arguments, keyRing);
        List<MasterKey> added = new ArrayList<>();
        List<Removal> removed = new ArrayList<>();
        for (Kind kind : KINDS) {
            added.addAll(parser.keys(kind.name(), kind.add()));
            for (String text : parser.texts(kind.remove())) {
                String name = keyRing.serves(kind.name())
                        ? keyRing.describe(parser.key(kind.name(), text, kind.remove()))
                        : text;
                removed.add(new Removal(kind.name(), name, kind.remove()));
            }
        }
        return new Change(List.copyOf(added), List.copyOf(removed));
    }
}
