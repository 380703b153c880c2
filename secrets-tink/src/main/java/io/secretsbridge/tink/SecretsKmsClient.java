package io.secretsbridge.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.token.KeyUri;
import io.secretsbridge.token.ValueSealer;
import java.security.GeneralSecurityException;

/**
 * Every key that a {@link KeyRing} can use, for Tink: AWS KMS, Google Cloud KMS, Azure Key Vault, Vault and OpenBao, PGP and age.
 *
 * <pre>{@code
 * KeyRing keyRing = KeyRing.create(settings);
 * Aead vault = new SecretsKmsClient(keyRing).getAead("hc-vault:https://vault.example.com/v1/transit/keys/app");
 * KeysetHandle keyset = TinkProtoKeysetFormat.parseEncryptedKeyset(bytes, vault, associatedData);
 * }</pre>
 *
 * <p>Keys are named as {@link KeyUri} has it. URIs with {@code ://} behind the scheme, such as {@code aws-kms://arn:…}, belong to Tink's own
 * clients, which can be registered beside this one. What those encrypted this does not decrypt, and the other way: a ciphertext of this
 * is a sealed value, {@code ENC[TINK_V1,…]} in ASCII, as {@link ValueSealer} describes it, bound to the associated data. So it has a
 * data key of its own and costs one call to the key service; at most {@value ValueSealer#MAX_VALUE} bytes can be encrypted. Use
 * {@link com.google.crypto.tink.aead.KmsEnvelopeAead} for more, or a keyset that is encrypted once for many messages. With a post-quantum
 * age recipient a ciphertext is longer than the 4,096 bytes that {@code KmsEnvelopeAead} has for a wrapped key; a keyset can be
 * encrypted.
 *
 * <p>Thread-safe as the key ring is. The caller closes the ring, after which nothing can be encrypted or decrypted.
 */
public final class SecretsKmsClient implements KmsClient {

    private final KeyRing keyRing;

    /**
     * Creates a client.
     *
     * @param keyRing knows the providers and where credentials are found; the caller closes it
     */
    public SecretsKmsClient(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    /** Returns whether this is the URI of a key whose provider is there. Those of {@link TinkProvider} lead back to Tink and are not served. */
    @Override
    public boolean doesSupport(String keyUri) {
        if (keyUri.contains("://") && keyUri.indexOf("://") == keyUri.indexOf(':')) {
            return false;
        }
        try {
            String kind = KeyUri.kind(keyUri);
            return !kind.equals(TinkProvider.KIND) && this.keyRing.serves(kind);
        } catch (SecretsException ex) {
            return false;
        }
    }

    /**
     * Refused: credentials are found by the settings that the key ring was made with.
     *
     * @throws GeneralSecurityException always
     */
    @Override
    public KmsClient withCredentials(String credentialPath) throws GeneralSecurityException {
        throw new GeneralSecurityException("Credentials are found by the KeySettings that the KeyRing was made with");
    }

    /** Returns this client: credentials are found by the settings that the key ring was made with. */
    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    /**
     * Returns the cipher of a key. Nothing is asked before it is used. What fails is a {@link GeneralSecurityException} with the message
     * of the {@link SecretsException} that is its cause, which also says what to do.
     *
     * @throws GeneralSecurityException when it is no URI of a key that is served here
     */
    @Override
    public Aead getAead(String keyUri) throws GeneralSecurityException {
        if (!doesSupport(keyUri)) {
            throw new GeneralSecurityException("This is no URI of a key whose provider is on the class path");
        }
        try {
            return new KeyAead(new ValueSealer(this.keyRing), KeyUri.parse(keyUri, this.keyRing));
        } catch (SecretsException ex) {
            throw new GeneralSecurityException(ex.getMessage(), ex);
        }
    }
}
