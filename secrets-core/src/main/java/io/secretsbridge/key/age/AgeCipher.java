package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** A data key in an armoured age file, and out of it. The stream and the armour are Jagged's. */
final class AgeCipher {

    /** One stanza and 33 bytes make about 400 characters; more is another thing, or meant to cost time. */
    static final int MAX_WRAPPED_LENGTH = 64 * 1024;

    private static final int MAX_KEY_LENGTH = 64;

    private AgeCipher() {}

    /** Lets the JCE find what opening needs: in a young JVM most of the time of the first opening. */
    static void prepare() {
        try {
            KeyAgreement.getInstance("X25519");
            Mac.getInstance("HmacSHA256");
            Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException ex) {
            // Then opening fails, and says so.
        }
    }

    static String seal(DataKey dataKey, RecipientStanzaWriter recipient) {
        byte[] secret = dataKey.exposeBytes();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (WritableByteChannel channel = new ArmoredEncryptingChannelFactory()
                .newEncryptingChannel(Channels.newChannel(sealed), List.of(recipient))) {
            channel.write(ByteBuffer.wrap(secret));
        } catch (GeneralSecurityException | IOException ex) {
            throw new SecretsException(
                    Reason.WRAP_FAILED,
                    Location.NONE,
                    "age cannot seal for this recipient: " + ex.getClass().getSimpleName(),
                    null,
                    ex);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return sealed.toString(StandardCharsets.US_ASCII);
    }

    /**
     * Opens a wrapped key.
     *
     * @param wrapped the armoured file
     * @param identities what to try, in this order
     * @param problems takes what kept an identity from being used that would fit
     * @return the data key, or {@code null} when no identity opens it
     */
    static @Nullable DataKey open(String wrapped, List<Identity> identities, Consumer<SecretsException> problems) {
        if (wrapped.length() > MAX_WRAPPED_LENGTH) {
            throw damaged("it is longer than " + (MAX_WRAPPED_LENGTH / 1024) + " KiB");
        }
        List<RecipientStanzaReader> readers = identities.stream()
                .map((identity) -> tolerant(identity, problems))
                .toList();
        if (readers.isEmpty()) {
            return null;
        }
        ByteBuffer secret = ByteBuffer.allocate(MAX_KEY_LENGTH + 1);
        try {
            if (!read(wrapped, readers, secret)) {
                return null;
            }
            if (!secret.hasRemaining()) {
                throw damaged("it holds more than a key");
            }
            return DataKey.copyOf(Arrays.copyOf(secret.array(), secret.position()));
        } finally {
            Arrays.fill(secret.array(), (byte) 0);
        }
    }

    /** One identity that cannot be used, for example for want of a passphrase, does not stop the others. */
    private static RecipientStanzaReader tolerant(Identity identity, Consumer<SecretsException> problems) {
        RecipientStanzaReader reader = identity.reader();
        return (stanzas) -> {
            try {
                return reader.getFileKey(stanzas);
            } catch (SecretsException ex) {
                if (ex.reason() == Reason.INTERRUPTED) {
                    throw ex;
                }
                problems.accept(ex);
                throw Stanza.noMatch();
            }
        };
    }

    /** Decrypts as much as there is room for and returns whether an identity fits. */
    private static boolean read(String wrapped, List<RecipientStanzaReader> readers, ByteBuffer secret) {
        ReadableByteChannel sealed =
                Channels.newChannel(new ByteArrayInputStream(wrapped.getBytes(StandardCharsets.UTF_8)));
        try (ReadableByteChannel channel =
                new ArmoredDecryptingChannelFactory().newDecryptingChannel(sealed, readers)) {
            int count = 0;
            while (count >= 0 && secret.hasRemaining()) {
                count = channel.read(secret);
            }
            return true;
        } catch (UnsupportedRecipientStanzaException ex) {
            return false;
        } catch (SecretsException ex) {
            throw ex;
        } catch (GeneralSecurityException | IOException | RuntimeException ex) {
            // Jagged runs over the end of a header that is cut off: BufferUnderflowException.
            throw damaged("it is not an intact armoured age file");
        }
    }

    private static SecretsException damaged(String why) {
        return new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                "the wrapped key is damaged: " + why,
                "Restore the sops block from an older version of the file");
    }
}
