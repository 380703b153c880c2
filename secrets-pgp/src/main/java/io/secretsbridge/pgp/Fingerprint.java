package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * What names a key: its fingerprint or long ID, or that of a sub-key.
 *
 * @param text as the user or the file has it, without spaces
 */
record Fingerprint(String text) {

    /** Shorter IDs can be forged at will; {@code sops} refuses them as well. */
    private static final Pattern FORM =
            Pattern.compile("(0[xX])?(?:[0-9a-fA-F]{16}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})!?");

    private static final int KEY_ID_DIGITS = 16;

    /**
     * Reads a fingerprint.
     *
     * @throws SecretsException with reason {@code INVALID_KEY} when it is none
     */
    static Fingerprint parse(String text) {
        String compact = text.replace(" ", "");
        if (!FORM.matcher(compact).matches()) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "this is no fingerprint of a PGP key",
                    "Give the 40 hexadecimal digits that gpg --list-keys shows, or the long key ID of 16");
        }
        return new Fingerprint(compact);
    }

    /** Returns whether this very sub-key is meant, and no other of the same owner. */
    boolean isExact() {
        return this.text.endsWith("!");
    }

    boolean matches(PGPPublicKey key) {
        String digits = digits();
        return digits.length() == KEY_ID_DIGITS
                ? digits.equals(keyId(key.getKeyID()))
                : digits.equals(hex(key.getFingerprint()));
    }

    private String digits() {
        String digits = this.text.toUpperCase(Locale.ROOT);
        return digits.substring(digits.startsWith("0X") ? 2 : 0, digits.length() - (isExact() ? 1 : 0));
    }

    static String hex(byte[] fingerprint) {
        return HexFormat.of().withUpperCase().formatHex(fingerprint);
    }

    static String keyId(long keyId) {
        return HexFormat.of().withUpperCase().toHexDigits(keyId);
    }

    @Override
    public String toString() {
        return this.text;
    }
}
