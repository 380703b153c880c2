package io.secretsbridge.interop;

import io.secretsbridge.interop.Peer.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives damaged identities to {@code sops} and to the command, which must refuse them alike, in a few words and without a part of them. */
final class AgeDamageCheck {

    private static final String CHECK = "damaged identities are refused alike";

    /** Longer than any word that an error and a key have in common. */
    private static final int SECRET_LENGTH = 20;

    private final Peer sops;

    private final Peer secrets;

    private final Path directory;

    private final Tally tally;

    AgeDamageCheck(Peer sops, Peer secrets, Path directory, Tally tally) {
        this.sops = sops;
        this.secrets = secrets;
        this.directory = directory;
        this.tally = tally;
    }

    /**
     * Damages the identity of a kind in several ways.
     *
     * @param kind the kind
     * @param file the name of a file that is sealed for it
     * @param damaged the path at which both programs look for the identity
     */
    void run(AgeKind kind, String file, Path damaged) throws IOException {
        byte[] whole = Files.readAllBytes(kind.identity());
        for (Map.Entry<String, byte[]> damage : damages(whole).entrySet()) {
            Files.deleteIfExists(damaged);
            Files.createFile(
                    damaged, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(damaged, damage.getValue());
            Result theirs = this.sops.run(this.directory, List.of("decrypt", file));
            Result ours = this.secrets.run(this.directory, List.of("decrypt", file));
            String problem = problem(theirs, ours, damage.getValue(), kind.recipient());
            if (problem.isEmpty()) {
                this.tally.passed(CHECK);
            } else {
                this.tally.failed(CHECK, kind.name() + " " + damage.getKey(), problem);
            }
        }
    }

    private static Map<String, byte[]> damages(byte[] whole) {
        Map<String, byte[]> damages = new LinkedHashMap<>();
        damages.put("empty", new byte[0]);
        damages.put("cut off", Arrays.copyOf(whole, whole.length * 2 / 3));
        byte[] changed = whole.clone();
        int middle = whole.length * 2 / 3;
        changed[middle] = (byte) ((changed[middle] == 'Q') ? 'P' : 'Q');
        damages.put("changed", changed);
        byte[] binary = whole.clone();
        Arrays.fill(binary, middle, middle + 20, (byte) 0xff);
        damages.put("not text", binary);
        return damages;
    }

    private static String problem(Result theirs, Result ours, byte[] identity, String recipient) {
        if (theirs.code() != ours.code()) {
            return "sops: " + theirs + "; the command: " + ours;
        }
        if (ours.errors().contains("Exception") || ours.errors().contains("a fault of this program")) {
            return "a stack trace: " + ours;
        }
        // The comments of a keys file name its recipient, and an error may, too.
        String text = new String(identity, StandardCharsets.ISO_8859_1).replaceAll("(?m)^#.*$", "");
        for (int i = 0; i + SECRET_LENGTH <= text.length(); i++) {
            String part = text.substring(i, i + SECRET_LENGTH);
            // An SSH private key holds its public half as well.
            if (ours.errors().contains(part) && !recipient.contains(part)) {
                return "a part of the identity is shown";
            }
        }
        return "";
    }
}
