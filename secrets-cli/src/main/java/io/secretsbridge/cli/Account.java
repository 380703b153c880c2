package io.secretsbridge.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A user of this machine, as whom a program can be run.
 *
 * @param name the name
 * @param uid the number of the user
 * @param gid the number of the user's own group
 * @param home the home directory
 */
record Account(String name, String uid, String gid, String home) {

    /** Name, password, uid, gid, comment, home, shell. */
    private static final int FIELDS = 7;

    private static final int UID = 2;

    private static final int GID = 3;

    private static final int HOME = 5;

    /**
     * Finds a user.
     *
     * @param name the name
     * @return the user
     * @throws Failure when there is none of that name
     */
    static Account find(String name) {
        String[] fields = line(name).strip().split(":", -1);
        if (fields.length != FIELDS || !fields[0].equals(name)) {
            throw new Failure(ExitCode.GENERIC, "there is no user " + Texts.safe(name), "Check the name behind --user");
        }
        return new Account(name, fields[UID], fields[GID], fields[HOME]);
    }

    /** Asks the system, whatever its users come from. */
    private static String line(String name) {
        try {
            Process process = new ProcessBuilder("getent", "passwd", "--", name)
                    .redirectError(Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new Failure(
                    ExitCode.GENERIC, "--user needs the program getent, which is not there", "Use sudo -u instead");
        }
    }

    /** Returns the start of a command line that runs the rest of it as this user, and in this user's groups only. */
    List<String> prefix() {
        return List.of("setpriv", "--reuid", this.uid, "--regid", this.gid, "--init-groups", "--");
    }
}
