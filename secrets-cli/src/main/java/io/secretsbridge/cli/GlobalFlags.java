package io.secretsbridge.cli;

import io.secretsbridge.sops.store.StoreOptions;
import java.util.List;

/** Flags that {@code sops} takes before the command, and this program also behind it. */
final class GlobalFlags {

    static final Flag CONFIG = Flag.text("FILE", "use this file instead of searching for a .sops.yaml", "config")
            .orVariable("SOPS_CONFIG");

    static final Flag INDENT = Flag.number("spaces per level of YAML and JSON", "indent");

    static final Flag MAC_ONLY_ENCRYPTED = Flag.toggle("let the MAC cover only what is sealed", "mac-only-encrypted")
            .asRare();

    /** What {@code sops} logs by it does not happen here. */
    static final Flag VERBOSE = Flag.toggle("accepted for sops' sake; errors say everything without it", "verbose")
            .asRare();

    static final List<Flag> ALL = List.of(CONFIG, INDENT, MAC_ONLY_ENCRYPTED, VERBOSE);

    private final Arguments before;

    private final Arguments behind;

    GlobalFlags(Arguments before, Arguments behind) {
        this.before = before;
        this.behind = behind;
    }

    private Arguments where(Flag flag) {
        return this.behind.isOnCommandLine(flag) ? this.behind : this.before;
    }

    /** The configuration file that is named, empty when one is to be searched for. */
    String config() {
        return where(CONFIG).text(CONFIG);
    }

    boolean macOnlyEncrypted() {
        return where(MAC_ONLY_ENCRYPTED).isOn(MAC_ONLY_ENCRYPTED);
    }

    StoreOptions storeOptions(StoreOptions configured) {
        Arguments arguments = where(INDENT);
        return arguments.isSet(INDENT) ? configured.withIndent(arguments.number(INDENT)) : configured;
    }
}
