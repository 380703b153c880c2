package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.age.AgeProvider;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The providers by kind, and which artifact would bring the one that is missing. Thread-safe. */
final class Providers {

    private static final Map<String, String> ARTIFACTS = Map.of(
            "kms", "io.secretsbridge:secrets-kms-aws",
            "gcp_kms", "io.secretsbridge:secrets-kms-gcp",
            "azure_kv", "io.secretsbridge:secrets-kms-azure",
            "hc_vault", "io.secretsbridge:secrets-kms-vault",
            "pgp", "io.secretsbridge:secrets-pgp",
            "tink", "io.secretsbridge:secrets-tink");

    private final Map<String, MasterKeyProvider> byKind = new LinkedHashMap<>();

    /** What the class path has beyond the providers that were needed so far. */
    private final Queue<Iterator<MasterKeyProvider>> unread = new ArrayDeque<>();

    private Providers() {}

    static Providers of(Collection<? extends MasterKeyProvider> given) {
        Providers providers = new Providers();
        for (MasterKeyProvider provider : given) {
            MasterKeyProvider other = providers.byKind.putIfAbsent(provider.kind(), provider);
            if (other != null) {
                throw new SecretsException(
                        Reason.INVALID_CONFIGURATION,
                        Location.NONE,
                        "two providers serve the key kind " + provider.kind() + ": "
                                + other.getClass().getName() + " and "
                                + provider.getClass().getName(),
                        "Remove one of them");
            }
        }
        return providers;
    }

    /**
     * Finds providers: the core's own, and by {@link ServiceLoader} those that the thread's class loader sees and those beside this
     * library, because a thread of a pool often has a class loader that does not see the application. The first one serves its
     * kind. The class path is searched when a file needs a kind that is not here yet: opening all jars takes longer than opening a
     * file.
     */
    static Providers load() {
        Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(MasterKeyProvider.class.getClassLoader());
        Providers providers = of(List.of(new AgeProvider()));
        for (ClassLoader loader : loaders) {
            providers.unread.add(
                    ServiceLoader.load(MasterKeyProvider.class, loader).iterator());
        }
        return providers;
    }

    /**
     * Returns the provider of a kind.
     *
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when one on the class path cannot be loaded
     */
    synchronized @Nullable MasterKeyProvider find(String kind) {
        Iterator<MasterKeyProvider> providers = this.unread.peek();
        while (providers != null && !this.byKind.containsKey(kind)) {
            if (!readNext(providers)) {
                this.unread.remove();
                providers = this.unread.peek();
            }
        }
        return this.byKind.get(kind);
    }

    private boolean readNext(Iterator<MasterKeyProvider> providers) {
        try {
            if (!providers.hasNext()) {
                return false;
            }
            MasterKeyProvider provider = providers.next();
            this.byKind.putIfAbsent(provider.kind(), provider);
            return true;
        } catch (ServiceConfigurationError ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    Location.NONE,
                    "a key provider on the class path cannot be loaded: " + ex.getMessage(),
                    "Check that all Secrets Bridge artifacts have the same version",
                    ex);
        }
    }

    /** Returns the core's own provider, {@code null} when others were given. Searches nothing. */
    synchronized @Nullable MasterKeyProvider embedded() {
        return this.byKind.get(AgeProvider.KIND);
    }

    MasterKeyProvider require(String kind, Reason reason) {
        MasterKeyProvider provider = find(kind);
        if (provider == null) {
            throw new SecretsException(reason, Location.NONE, missingProblem(kind), missingAction(kind));
        }
        return provider;
    }

    private static String missingProblem(String kind) {
        return ARTIFACTS.containsKey(kind)
                ? "no provider for keys of the kind " + Texts.safe(kind) + " is on the class path"
                : "keys of the kind " + Texts.safe(kind) + " are not supported";
    }

    private static @Nullable String missingAction(String kind) {
        String artifact = ARTIFACTS.get(kind);
        return (artifact != null) ? "Add " + artifact + " to the class path" : null;
    }
}
