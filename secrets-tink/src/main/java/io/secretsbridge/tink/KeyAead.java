package io.secretsbridge.tink;

import com.google.crypto.tink.Aead;
import io.secretsbridge.SecretValue;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.token.ValueSealer;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One master key as a cipher. */
final class KeyAead implements Aead {

    private static final byte[] NOTHING = {};

    private final ValueSealer sealer;

    private final MasterKey masterKey;

    KeyAead(ValueSealer sealer, MasterKey masterKey) {
        this.sealer = sealer;
        this.masterKey = masterKey;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte @Nullable [] associatedData) throws GeneralSecurityException {
        try (SecretValue value = SecretValue.copyOf(plaintext)) {
            return this.sealer
                    .seal(value, orNothing(associatedData), List.of(this.masterKey))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (SecretsException ex) {
            throw new GeneralSecurityException(ex.getMessage(), ex);
        }
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte @Nullable [] associatedData) throws GeneralSecurityException {
        // One byte, one character: what is not ASCII is then no sealed value.
        String sealed = new String(ciphertext, StandardCharsets.ISO_8859_1);
        try {
            List<MasterKey> keys = this.sealer.masterKeys(sealed);
            // Another key of the ring may open it too, and whoever holds that one could make ciphertexts in the name of
            // this one.
            if (keys.size() != 1 || !isMeant(keys.get(0))) {
                throw new GeneralSecurityException("The ciphertext was encrypted by another key");
            }
            try (SecretValue value = this.sealer.open(sealed, orNothing(associatedData))) {
                return value.exposeBytes();
            }
        } catch (SecretsException ex) {
            throw new GeneralSecurityException(ex.getMessage(), ex);
        }
    }

    /** Whether a recorded key is the one that was named, of which a provider may have recorded more, such as the version. */
    private boolean isMeant(MasterKey recorded) {
        return recorded.kind().equals(this.masterKey.kind())
                && this.masterKey.fields().entries().stream()
                        .filter((entry) -> !isEmpty(entry))
                        .allMatch((entry) ->
                                entry.value().equals(recorded.fields().get(entry.key())));
    }

    private static boolean isEmpty(Entry entry) {
        return entry.value() instanceof ValueNode value && value.length() == 0;
    }

    private static byte[] orNothing(byte @Nullable [] associatedData) {
        return Objects.requireNonNullElse(associatedData, NOTHING);
    }
}
