package io.secretsbridge.sops;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions as files carry them. Whatever is not three numbers counts as older than every version. */
public final class Version {

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:[-+].*)?");

    private Version() {}

    /**
     * Returns the newer of two versions.
     *
     * @param one a version
     * @param other a version
     * @return the newer, the first when they are equal
     */
    public static String newer(String one, String other) {
        return isOlder(one, other) ? other : one;
    }

    static boolean isOlder(String one, String other) {
        Matcher left = NUMBERS.matcher(one);
        Matcher right = NUMBERS.matcher(other);
        if (!left.matches() || !right.matches()) {
            return right.matches();
        }
        for (int part = 1; part <= 3; part++) {
            int difference = Integer.compare(Integer.parseInt(left.group(part)), Integer.parseInt(right.group(part)));
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }
}
