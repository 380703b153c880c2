package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.Passphrase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The identities of a keys file that age encrypted with a passphrase. The person is asked when nothing else fits, and once. */
final class LockedKeys extends Identity {

    private static final String ARMOUR = "-----BEGIN AGE";

    private static final String BINARY = "age-encryption";

    private final byte[] content;

    private final Passphrase passphrase;

    private @Nullable List<Identity> opened;

    private @Nullable SecretsException failure;

    LockedKeys(byte[] content, Passphrase passphrase) {
        this.content = content.clone();
        this.passphrase = passphrase;
    }

    /** Returns whether content is an age file, by the same characters as for {@code sops}. */
    static boolean isOne(byte[] content) {
        return startsWith(content, ARMOUR) || startsWith(content, BINARY);
    }

    private static boolean startsWith(byte[] content, String prefix) {
        byte[] expected = prefix.getBytes(StandardCharsets.US_ASCII);
        return content.length >= expected.length
                && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
    }

    @Override
    RecipientStanzaReader reader() {
        return this::read;
    }

    private FileKey read(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        for (Identity identity : open()) {
            try {
                return identity.reader().getFileKey(stanzas);
            } catch (GeneralSecurityException ex) {
                // The next one may fit.
            }
        }
        throw Stanza.noMatch();
    }

    private synchronized List<Identity> open() {
        if (this.failure != null) {
            throw this.failure;
        }
        if (this.opened == null) {
            try {
                this.opened = unlock();
            } catch (SecretsException ex) {
                this.failure = ex;
                throw ex;
            }
        }
        return this.opened;
    }

    private List<Identity> unlock() {
        byte[] plain = decrypt();
        try {
            return IdentityText.parse(plain, false, this.passphrase.settings());
        } catch (SecretsException ex) {
            throw new SecretsException(
                    ex.reason(),
                    Location.NONE,
                    "what the passphrase of " + this.passphrase.place() + " protects cannot be used: " + ex.problem(),
                    ex.action());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] decrypt() {
        ByteBuffer plain = ByteBuffer.allocate(KeyFile.MAX_BYTES + 1);
        List<RecipientStanzaReader> readers = List.of(new Scrypt(this.passphrase));
        ReadableByteChannel sealed = Channels.newChannel(new ByteArrayInputStream(this.content));
        try (ReadableByteChannel channel = startsWith(this.content, ARMOUR)
                ? new ArmoredDecryptingChannelFactory().newDecryptingChannel(sealed, readers)
                : new StandardDecryptingChannelFactory().newDecryptingChannel(sealed, readers)) {
            int count = 0;
            while (count >= 0 && plain.hasRemaining()) {
                count = channel.read(plain);
            }
            if (!plain.hasRemaining()) {
                throw new SecretsException(
                        Reason.LIMIT_EXCEEDED,
                        Location.NONE,
                        this.passphrase.place() + " holds more than 1 MiB",
                        "Name a keys file of age-keygen");
            }
            return Arrays.copyOf(plain.array(), plain.position());
        } catch (SecretsException ex) {
            throw ex;
        } catch (GeneralSecurityException | IOException | RuntimeException ex) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    this.passphrase.place() + " is no intact age file",
                    "Restore it from a copy");
        } finally {
            Arrays.fill(plain.array(), (byte) 0);
        }
    }

    /** Returns the names of the identities once they are known, else nothing. */
    @Override
    synchronized String publicName() {
        return (this.opened != null)
                ? this.opened.stream().map(Identity::publicName).collect(Collectors.joining(", "))
                : "";
    }

    @Override
    boolean mayBeFor(AgeRecipient recipient) {
        return false;
    }

    @Override
    boolean needsPerson() {
        return true;
    }

    @Override
    public synchronized void close() {
        if (this.opened != null) {
            this.opened.forEach(Identity::close);
        }
    }
}
