package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A post-quantum identity: ML-KEM-768 and X25519 together, by Bouncy Castle. */
final class HybridIdentity extends Identity {

    static final String PREFIX = "AGE-SECRET-KEY-PQ-1";

    private static final int SEED_LENGTH = 32;

    private final byte[] seed;

    private @Nullable String recipient;

    private HybridIdentity(byte[] seed) {
        this.seed = seed;
    }

    /** Reads an identity; wipes the characters. */
    static HybridIdentity parse(char[] text) {
        try {
            Bech32 decoded = Bech32.decode(CharBuffer.wrap(text));
            if (decoded.data().length == SEED_LENGTH
                    && PREFIX.equals(decoded.prefix().toUpperCase(Locale.ROOT) + "1")) {
                return new HybridIdentity(decoded.data());
            }
            Arrays.fill(decoded.data(), (byte) 0);
        } catch (IllegalArgumentException ex) {
            throw damaged();
        } finally {
            Arrays.fill(text, '\0');
        }
        throw damaged();
    }

    private static SecretsException damaged() {
        // Without the cause, as for the other identities.
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "an age identity is damaged or cut off",
                "Copy the whole line that starts with " + PREFIX + " again");
    }

    @Override
    RecipientStanzaReader reader() {
        return this::read;
    }

    private FileKey read(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        for (RecipientStanza stanza : stanzas) {
            if (stanza.getType().equals(Hybrid.TYPE)) {
                try {
                    return Hybrid.open(this.seed, stanza);
                } catch (GeneralSecurityException ex) {
                    // A stanza for another recipient, as far as anybody can tell.
                }
            }
        }
        throw Stanza.noMatch();
    }

    @Override
    synchronized String publicName() {
        if (this.recipient == null) {
            this.recipient = Hybrid.recipient(this.seed);
        }
        return this.recipient;
    }

    @Override
    boolean mayBeFor(AgeRecipient other) {
        return other.isHybrid();
    }

    @Override
    public void close() {
        Arrays.fill(this.seed, (byte) 0);
    }
}
