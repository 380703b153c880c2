package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Wraps for recipients and unwraps with whatever identities the sources have, which are read when they are needed. */
final class AgeConnection implements MasterKeyProvider.Connection {

    private final IdentitySources sources;

    AgeConnection(IdentitySources sources) {
        this.sources = sources;
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        return AgeCipher.seal(dataKey, supported(masterKey, Reason.WRAP_FAILED));
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        AgeRecipient recipient = supported(masterKey, Reason.KEY_UNAVAILABLE);
        List<SourceResult> results = new ArrayList<>();
        List<SecretsException> problems = new ArrayList<>();
        for (Supplier<List<SourceResult>> place : this.sources.places(recipient)) {
            List<SourceResult> found = place.get();
            results.addAll(found);
            DataKey key = open(wrapped, recipient, found, false, problems);
            if (key != null) {
                return key;
            }
        }
        DataKey key = open(wrapped, recipient, results, true, problems);
        if (key != null) {
            return key;
        }
        throw this.sources.nothingFits(results, problems);
    }

    private static AgeRecipient supported(MasterKey masterKey, Reason reason) {
        AgeRecipient recipient = AgeRecipient.classify(masterKey.field(AgeProvider.RECIPIENT));
        if (recipient.unsupported() != null) {
            throw new SecretsException(
                    reason,
                    Location.NONE,
                    recipient.unsupported() + " are not supported yet",
                    "Use a recipient of age-keygen, which starts with age1");
        }
        return recipient;
    }

    private static @Nullable DataKey open(
            String wrapped,
            AgeRecipient recipient,
            List<SourceResult> results,
            boolean needingPerson,
            List<SecretsException> problems) {
        List<Identity> identities = new ArrayList<>();
        for (SourceResult result : results) {
            for (Identity identity : result.identities()) {
                if (identity.needsPerson() == needingPerson) {
                    identities.add(identity);
                }
            }
        }
        // Most often the entry's own recipient says which identity it is, and the others need no trial.
        identities.sort(Comparator.comparing((identity) -> !identity.mayBeFor(recipient)));
        return AgeCipher.open(wrapped, identities, problems::add);
    }

    @Override
    public void close() {
        this.sources.close();
    }
}
