package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Stanzas of the type {@code mlkem768x25519}: HPKE (RFC 9180) with a key encapsulation that is safe against quantum computers. */
final class Hybrid {

    static final String TYPE = "mlkem768x25519";

    static final String RECIPIENT_PREFIX = "age1pq";

    /** A public key of ML-KEM-768 and one of X25519. */
    private static final int PUBLIC_KEY_LENGTH = 1184 + 32;

    private static final int FILE_KEY_LENGTH = 16;

    private static final int TAG_LENGTH = 16;

    private Hybrid() {}

    /**
     * Reads a recipient, which needs no Bouncy Castle, and returns what seals for it, which does.
     *
     * @throws IllegalArgumentException when it is damaged
     */
    static RecipientStanzaWriter writer(String recipient) {
        Bech32 decoded = Bech32.decode(CharBuffer.wrap(recipient));
        byte[] publicKey = decoded.data();
        if (publicKey.length != PUBLIC_KEY_LENGTH || !decoded.prefix().equals(RECIPIENT_PREFIX)) {
            throw new IllegalArgumentException("a key of the wrong length");
        }
        return (fileKey) -> {
            byte[] secret = fileKey.getEncoded();
            try {
                byte[][] sealed = BouncyCastle.hybridSeal(publicKey, secret);
                return List.of(new Stanza(TYPE, List.of(Stanza.encode(sealed[1])), sealed[0]));
            } catch (LinkageError ex) {
                throw missing(Reason.WRAP_FAILED);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        };
    }

    static FileKey open(byte[] seed, RecipientStanza stanza) throws GeneralSecurityException {
        if (stanza.getArguments().size() != 1 || stanza.getBody().length != FILE_KEY_LENGTH + TAG_LENGTH) {
            throw new InvalidKeyException("A stanza with other arguments than it must have");
        }
        try {
            byte[] share = Base64.getDecoder().decode(stanza.getArguments().get(0));
            return new FileKey(BouncyCastle.hybridOpen(seed, share, stanza.getBody()));
        } catch (IllegalArgumentException ex) {
            throw new InvalidKeyException("A share that is no base64", ex);
        } catch (LinkageError ex) {
            throw missing(Reason.KEY_UNAVAILABLE);
        }
    }

    /** Returns the public half, or words in its place when it cannot be computed here. */
    static String recipient(byte[] seed) {
        try {
            return Bech32.encode(RECIPIENT_PREFIX, BouncyCastle.hybridPublicKey(seed));
        } catch (LinkageError ex) {
            return "a post-quantum identity";
        }
    }

    private static SecretsException missing(Reason reason) {
        return new SecretsException(
                reason,
                Location.NONE,
                "post-quantum age keys need Bouncy Castle 1.86 or later, which is not on the class path",
                BouncyCastle.ADVICE);
    }
}
