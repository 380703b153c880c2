package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.Passphrase;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * An SSH key that a passphrase protects. Its public half is known, so the person is asked only when a file is sealed for this key,
 * and once.
 */
final class LockedSshIdentity extends Identity {

    /** Reads the key; the passphrase stays the caller's. */
    interface Lock {

        SshIdentity open(byte[] passphrase) throws GeneralSecurityException;
    }

    private final SshPublicKey publicKey;

    private final Lock lock;

    private final Passphrase passphrase;

    private @Nullable SshIdentity opened;

    private @Nullable SecretsException failure;

    LockedSshIdentity(SshPublicKey publicKey, Lock lock, Passphrase passphrase) {
        this.publicKey = publicKey;
        this.lock = lock;
        this.passphrase = passphrase;
    }

    @Override
    RecipientStanzaReader reader() {
        return this::read;
    }

    private FileKey read(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        for (RecipientStanza stanza : stanzas) {
            if (this.publicKey.isHintedBy(stanza)) {
                return open().reader().getFileKey(stanzas);
            }
        }
        throw Stanza.noMatch();
    }

    private synchronized SshIdentity open() {
        if (this.failure != null) {
            throw this.failure;
        }
        if (this.opened == null) {
            try {
                this.opened = this.passphrase.use(this::unlock);
            } catch (SecretsException ex) {
                this.failure = ex;
                throw ex;
            }
        }
        return this.opened;
    }

    private SshIdentity unlock(byte[] secret) {
        SshIdentity identity;
        try {
            identity = this.lock.open(secret);
        } catch (GeneralSecurityException ex) {
            throw this.passphrase.wrong();
        }
        if (!identity.publicKey().equals(this.publicKey)) {
            identity.close();
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "the public half of the SSH key in " + this.passphrase.place() + " belongs to another key",
                    "Write it again: ssh-keygen -y -f " + this.passphrase.place());
        }
        return identity;
    }

    @Override
    String publicName() {
        return this.publicKey.publicName();
    }

    @Override
    boolean mayBeFor(AgeRecipient other) {
        return other.isSsh();
    }

    @Override
    public synchronized void close() {
        if (this.opened != null) {
            this.opened.close();
        }
    }
}
