package io.secretsbridge.key.age;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;

/**
 * Serves keys of the kind {@code age}: X25519 recipients, post-quantum ones ({@code age1pq1…}) and SSH public keys
 * ({@code ssh-ed25519}, {@code ssh-rsa}), each in an armoured age file of its own, as {@code sops} writes them.
 * Where identities come from depends on the {@link KeySettings}:
 *
 * <ul>
 * <li>from the environment, as for {@code sops}: {@code SOPS_AGE_KEY} (identities, several to a line allowed),
 * {@code SOPS_AGE_KEY_FILE} (a keys file), the {@linkplain AgeKeysFile#defaultPath(KeySettings) default keys file},
 * the SSH private keys {@code SOPS_AGE_SSH_PRIVATE_KEY_FILE}, {@code ~/.ssh/id_ed25519} and {@code ~/.ssh/id_rsa}, and
 * {@code SOPS_AGE_KEY_CMD} and {@code SOPS_AGE_SSH_PRIVATE_KEY_CMD} (commands that print identities; they find the recipient in
 * {@code SOPS_AGE_RECIPIENT} and are started only when no other identity fits);
 * <li>from properties: the files of {@code age.identity-files} (separated by commas; keys files and SSH private keys), and the
 * default keys file unless {@code age.use-default-keys-file} is {@code false}. Never the environment's own value, and no SSH key
 * that is not named.
 * </ul>
 *
 * <p>Post-quantum keys need Bouncy Castle ({@code org.bouncycastle:bcprov-jdk18on}, an optional dependency); so do an SSH key and a
 * keys file that a passphrase protects. That stands in the file of the property {@code age.passphrase-file}, or
 * {@linkplain KeySettings#prompt() somebody} is asked for it.
 *
 * <p>Recipients and identities of plugins are handed to {@code age-plugin-*} programs of {@code PATH}. To open, one is started only
 * when an identity of the user's names it, and after all other identities; to seal, only when such an identity, the variable
 * {@code SECRETS_AGE_PLUGINS} or the property {@code age.plugins} (names, separated by commas) names it, so that no file can choose
 * which program runs.
 *
 * <p>All identities of all sources are tried. What is wrong with a source is told only when nothing opened the file. A keys file
 * must pass the rule of {@link AgeKeysFile}.
 */
public final class AgeProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "age";

    static final String RECIPIENT = "recipient";

    /** For the service loader. */
    public AgeProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Reads a recipient: {@code age1…} or an SSH public key.
     */
    @Override
    public MasterKey parse(String uri) {
        AgeRecipient recipient = AgeRecipient.parse(uri);
        return new MasterKey(KIND, MapNode.of(new MapNode.Entry(RECIPIENT, ValueNode.string(recipient.text()))));
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field(RECIPIENT);
    }

    /** Returns {@code false}: {@code sops} records no time for age. */
    @Override
    public boolean recordsCreation() {
        return false;
    }

    /** Returns {@code false}: identities are on this machine, and a person may take long to type a passphrase. */
    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new AgeConnection(settings);
    }
}
