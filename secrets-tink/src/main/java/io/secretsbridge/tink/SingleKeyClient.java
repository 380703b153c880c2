package io.secretsbridge.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.security.GeneralSecurityException;

/** A client of Tink that has one key. */
final class SingleKeyClient implements KmsClient {

    private final String keyUri;

    private final Aead aead;

    SingleKeyClient(String keyUri, Aead aead) {
        this.keyUri = keyUri;
        this.aead = aead;
    }

    @Override
    public boolean doesSupport(String uri) {
        return this.keyUri.equals(uri);
    }

    @Override
    public KmsClient withCredentials(String credentialPath) throws GeneralSecurityException {
        throw new GeneralSecurityException("The cipher is at hand and needs no credentials");
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        if (!doesSupport(uri)) {
            throw new GeneralSecurityException("This client has another key");
        }
        return this.aead;
    }
}
