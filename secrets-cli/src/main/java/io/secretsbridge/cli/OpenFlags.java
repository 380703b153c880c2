package io.secretsbridge.cli;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Flags that say how a sealed file is opened. */
final class OpenFlags {

    static final Flag IGNORE_MAC =
            Flag.toggle("open a file whose MAC does not match; only to rescue it by hand", "ignore-mac");

    static final Flag DECRYPTION_ORDER = Flag.text(
                    "KINDS", "the kinds of keys to try first, by default age,pgp", "decryption-order")
            .orVariable("SOPS_DECRYPTION_ORDER")
            .asRare();

    static final List<Flag> ALL = List.of(IGNORE_MAC, DECRYPTION_ORDER);

    private static final Flag LOCAL_KEY_SERVICE = Flag.toggle(
                    "accepted for sops' sake; keys are always used by this process itself", "enable-local-keyservice")
            .orVariable("SOPS_ENABLE_LOCAL_KEYSERVICE")
            .asRare();

    private static final Flag KEY_SERVICE = Flag.list(
                    "URL", "refused: key services of sops are not supported", "keyservice")
            .orVariable("SOPS_KEYSERVICE")
            .asRare();

    /** Flags of key services, which every command of {@code sops} has that needs keys. */
    static final List<Flag> SERVICES = List.of(LOCAL_KEY_SERVICE, KEY_SERVICE);

    private OpenFlags() {}

    static void refuseKeyServices(Arguments arguments) {
        if (arguments.isSet(KEY_SERVICE) || !arguments.isOn(LOCAL_KEY_SERVICE, true)) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "key services of sops (--keyservice) are not supported",
                    "Remove the flag and unset SOPS_KEYSERVICE; keys are used by this process itself");
        }
    }

    static List<String> decryptionOrder(Arguments arguments) {
        String text = arguments.text(DECRYPTION_ORDER);
        if (text.isEmpty()) {
            return KeyRing.DEFAULT_ORDER;
        }
        List<String> kinds = List.of(text.split(",", -1));
        Set<String> seen = new HashSet<>();
        for (String kind : kinds) {
            if (!seen.add(kind)) {
                throw new Failure(
                        ExitCode.DUPLICATE_ORDER,
                        "the decryption order names " + Texts.safe(kind) + " twice",
                        "Name each kind once");
            }
        }
        return kinds;
    }

    static OpenedFile open(Arguments arguments, SecretFiles files, Source source, Format format) {
        return arguments.isOn(IGNORE_MAC) ? files.openIgnoringMac(source, format) : files.open(source, format);
    }
}
