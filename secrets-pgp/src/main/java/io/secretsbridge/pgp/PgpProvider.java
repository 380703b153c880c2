package io.secretsbridge.pgp;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;

/**
 * Serves keys of the kind {@code pgp}: the data key in an armoured OpenPGP message, as {@code sops} writes it. Where keys come from
 * depends on the {@link KeySettings}:
 *
 * <ul>
 * <li>from the environment, as for {@code sops}: the GnuPG home directory, {@code GNUPGHOME} or {@code ~/.gnupg}, with
 * {@code pubring.kbx}, {@code pubring.gpg}, {@code secring.gpg} and {@code private-keys-v1.d}; before it the files of
 * {@code SECRETS_PGP_KEY_FILES} (exported keys, separated by commas). What is not there or is protected by a passphrase is left to the
 * program {@code gpg}, or the one of {@code SOPS_GPG_EXEC}: it has the agent, which remembers passphrases, and smart cards. When
 * that does not open it, {@linkplain KeySettings#prompt() who can be asked} is asked for the passphrase;
 * <li>from properties: the files of {@code pgp.key-files}, with the passphrase in the file {@code pgp.passphrase-file} for those that
 * have one, and the directory {@code pgp.gnupg-home}. A program runs only when
 * {@code pgp.gpg-program} names it. Never the environment.
 * </ul>
 *
 * <p>Nothing is fetched from a key server. To seal, a key must be in order: self-signed, neither expired nor revoked, with a (sub-)key for
 * encryption; the newest such sub-key is used, or the very one that a fingerprint with {@code !} behind it names. To open, none of
 * that matters, as in {@code sops}: what was sealed for a key before it expired can still be read.
 */
public final class PgpProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "pgp";

    static final String FINGERPRINT = "fp";

    /** For the service loader. */
    public PgpProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Reads a fingerprint, of 40 hexadecimal digits, or a long key ID of 16, of a key or a sub-key. Spaces are left out, an
     * {@code !} at the end demands this very sub-key.
     */
    @Override
    public MasterKey parse(String uri) {
        Fingerprint fingerprint = Fingerprint.parse(uri);
        return new MasterKey(KIND, MapNode.of(new MapNode.Entry(FINGERPRINT, ValueNode.string(fingerprint.text()))));
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field(FINGERPRINT);
    }

    /** Returns {@code false}: keys are on this machine, and a person may take long to type a passphrase. */
    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new PgpConnection(settings);
    }
}
