package io.secretsbridge.interop;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs one group: {@code Interop PEERS GROUP [OPTION VALUE]...}. Prints what differs, and as the last line
 * {@code N passed, N failed}.
 */
public final class Interop {

    private Interop() {}

    /**
     * Runs one group.
     *
     * @param arguments the folder of the peers, the group, and its options
     */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: Interop PEERS sops|age|pgp|mount|kms [OPTION VALUE]...");
            System.exit(2);
        }
        Path peers = Path.of(arguments[0]);
        List<String> options = Arrays.asList(arguments).subList(2, arguments.length);
        Tally tally = new Tally();
        try {
            switch (arguments[1]) {
                case "sops" -> new SopsGroup(peers, options, tally).run();
                case "age" -> new AgeGroup(peers, options, tally).run();
                case "kms" -> new KmsGroup(peers, options, tally).run();
                case "pgp" -> new PgpGroup(peers, options, tally).run();
                case "mount" -> new MountGroup(peers, options, tally).run();
                default -> throw new IllegalArgumentException("unknown group " + arguments[1]);
            }
        } catch (IllegalArgumentException ex) {
            System.err.println("interop: " + ex.getMessage());
            System.exit(2);
        }
        System.exit(tally.finish());
    }
}
