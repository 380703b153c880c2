package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
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

    private final KeySettings settings;

    AgeConnection(KeySettings settings) {
        this.settings = settings;
        this.sources = IdentitySources.of(settings);
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        AgeRecipient recipient = AgeRecipient.classify(masterKey.field(AgeProvider.RECIPIENT));
        String plugin = recipient.plugin();
        return AgeCipher.seal(dataKey, (plugin == null) ? recipient.writer() : pluginWriter(plugin, recipient));
    }

    /** A recipient comes from a file that others write too, and must not choose which program runs here. */
    private PluginRecipient pluginWriter(String plugin, AgeRecipient recipient) {
        if (!Plugins.isListed(plugin, this.settings) && !this.sources.namePlugin(plugin)) {
            throw new SecretsException(
                    Reason.WRAP_FAILED,
                    Location.NONE,
                    "sealing for this recipient would start " + Plugins.program(plugin)
                            + ", and no identity of yours names that plugin",
                    this.settings.usesEnvironment()
                            ? "If you trust the plugin, allow it: " + Plugins.LIST_VARIABLE + "=" + plugin
                            : "If you trust the plugin, list it in secrets-bridge." + Plugins.LIST_PROPERTY);
        }
        return new PluginRecipient(plugin, recipient.text(), this.settings);
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        AgeRecipient recipient = AgeRecipient.classify(masterKey.field(AgeProvider.RECIPIENT));
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
    public void prepare() {
        if (this.sources.haveIdentities()) {
            AgeCipher.prepare();
        }
    }

    @Override
    public void close() {
        this.sources.close();
    }
}
