package io.secretsbridge.pgp;

import io.secretsbridge.SecretsException;
import java.util.List;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.jspecify.annotations.Nullable;

/**
 * What one place gave.
 *
 * @param place the place as the user knows it: a path, a variable, a property
 * @param publicKeys the public keys
 * @param secretKeys the secret keys, public halves included
 * @param agentKeys the secret keys that need a public key from elsewhere
 * @param state what is to say about it in an error, without any secret
 * @param action what mends it, {@code null} when nothing is wrong
 */
record KeyPlace(
        String place,
        List<PGPPublicKeyRing> publicKeys,
        List<PGPSecretKeyRing> secretKeys,
        List<AgentKey> agentKeys,
        String state,
        @Nullable String action) {

    static KeyPlace empty(String place, String state) {
        return new KeyPlace(place, List.of(), List.of(), List.of(), state, null);
    }

    static KeyPlace failed(String place, SecretsException failure) {
        return new KeyPlace(place, List.of(), List.of(), List.of(), failure.problem(), failure.action());
    }

    static KeyPlace ofAgent(String place, List<AgentKey> keys) {
        return new KeyPlace(place, List.of(), List.of(), keys, count(keys.size(), "secret key"), null);
    }

    static KeyPlace found(String place, List<PGPPublicKeyRing> publicKeys, List<PGPSecretKeyRing> secretKeys) {
        return new KeyPlace(
                place,
                publicKeys,
                secretKeys,
                List.of(),
                secretKeys.isEmpty() ? count(publicKeys.size(), "public key") : count(secretKeys.size(), "secret key"),
                null);
    }

    KeyPlace withState(String changed) {
        return new KeyPlace(this.place, this.publicKeys, this.secretKeys, this.agentKeys, changed, this.action);
    }

    private static String count(int count, String what) {
        return count + " " + what + ((count == 1) ? "" : "s");
    }

    @Override
    public String toString() {
        return "KeyPlace[" + this.place + "]";
    }
}
