package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.jspecify.annotations.Nullable;

/** Wraps and unwraps with the keys that can be read here, and with {@code gpg} for the others. */
final class PgpConnection implements MasterKeyProvider.Connection {

    private final KeySettings settings;

    private final KeyPlaces places;

    private final Optional<Gpg> gpg;

    PgpConnection(KeySettings settings) {
        this.settings = settings;
        this.places = KeyPlaces.of(settings);
        this.gpg = Gpg.of(settings);
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        Fingerprint fingerprint = Fingerprint.parse(masterKey.field(PgpProvider.FINGERPRINT));
        List<PGPPublicKeyRing> rings = this.places.publicKeys(fingerprint);
        if (rings.isEmpty()) {
            return this.gpg.orElseThrow(() -> this.places.notFound(fingerprint)).seal(dataKey, fingerprint);
        }
        return Message.seal(dataKey, encryptionKey(rings, fingerprint));
    }

    /**
     * The same key may lie in several places, and be renewed in one of them only. One thread at a time, because the signatures of a
     * key hold the state of their verification.
     */
    private synchronized PGPPublicKey encryptionKey(List<PGPPublicKeyRing> rings, Fingerprint fingerprint) {
        SecretsException failure = null;
        for (PGPPublicKeyRing ring : rings) {
            try {
                return new Recipient(ring, fingerprint).encryptionKey(Instant.now());
            } catch (SecretsException ex) {
                failure = (failure == null) ? ex : failure;
            }
        }
        throw (failure == null) ? new IllegalStateException("no key") : failure;
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        Message message = Message.parse(wrapped);
        List<SecretKey> keys = this.places.secretKeys(message);
        List<SecretsException> problems = new ArrayList<>();
        DataKey key = open(message, keys, false, problems);
        if (key == null) {
            key = openByGpg(message, problems);
        }
        if (key == null) {
            key = open(message, keys, true, problems);
        }
        if (key == null) {
            throw nothingFits(message, keys, problems);
        }
        return key;
    }

    private static @Nullable DataKey open(
            Message message, List<SecretKey> keys, boolean locked, List<SecretsException> problems) {
        for (SecretKey key : keys) {
            if (key.isLocked() == locked) {
                try {
                    DataKey opened = message.open(key);
                    if (opened != null) {
                        return opened;
                    }
                } catch (SecretsException ex) {
                    if (ex.reason() == Reason.INTERRUPTED) {
                        throw ex;
                    }
                    problems.add(ex);
                }
            }
        }
        return null;
    }

    private @Nullable DataKey openByGpg(Message message, List<SecretsException> problems) {
        if (this.gpg.isEmpty()) {
            return null;
        }
        try {
            return this.gpg.get().open(message);
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            problems.add(ex);
            return null;
        }
    }

    private SecretsException nothingFits(Message message, List<SecretKey> keys, List<SecretsException> problems) {
        String hindrances = problems.stream()
                .map((problem) -> problem.problem() + "; ")
                .distinct()
                .collect(Collectors.joining());
        // A key that fits was tried after gpg, and what it lacks is easier to mend.
        String action = problems.stream()
                .map(SecretsException::action)
                .filter(Objects::nonNull)
                .reduce(this.places.advice(), (before, later) -> later);
        return new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                hindrances + (keys.isEmpty() ? "no secret key was found for " : "it is sealed for ")
                        + message.recipients() + "; looked at " + this.places.states(),
                action);
    }

    @Override
    public void close() {
        this.places.close();
    }

    @Override
    public String toString() {
        return "PgpConnection[" + this.settings + "]";
    }
}
