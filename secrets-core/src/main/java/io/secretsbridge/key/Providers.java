package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The providers by kind, and which artifact would bring the one that is missing. */
final class Providers {

    private static final Map<String, String> ARTIFACTS = Map.of(
            "kms", "io.secretsbridge:secrets-kms-aws",
            "gcp_kms", "io.secretsbridge:secrets-kms-gcp",
            "azure_kv", "io.secretsbridge:secrets-kms-azure",
            "hc_vault", "io.secretsbridge:secrets-kms-vault",
            "pgp", "io.secretsbridge:secrets-pgp");

    private final Map<String, MasterKeyProvider> byKind;

    private Providers(Map<String, MasterKeyProvider> byKind) {
        this.byKind = byKind;
    }

    static Providers of(Collection<? extends MasterKeyProvider> providers) {
        Map<String, MasterKeyProvider> byKind = new LinkedHashMap<>();
        for (MasterKeyProvider provider : providers) {
            MasterKeyProvider other = byKind.putIfAbsent(provider.kind(), provider);
            if (other != null) {
                throw new SecretsException(
                        Reason.INVALID_CONFIGURATION,
                        Location.NONE,
                        "two providers serve the key kind " + provider.kind() + ": "
                                + other.getClass().getName() + " and "
                                + provider.getClass().getName(),
                        "Remove one of them from the class path");
            }
        }
        return new Providers(byKind);
    }

    /**
     * Finds providers by {@link ServiceLoader}: those that the thread's class loader sees, and those beside this library,
     * because a thread of a pool often has a class loader that does not see the application.
     */
    static Providers load() {
        Map<Class<?>, MasterKeyProvider> found = new LinkedHashMap<>();
        Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(MasterKeyProvider.class.getClassLoader());
        try {
            for (ClassLoader loader : loaders) {
                for (MasterKeyProvider provider : ServiceLoader.load(MasterKeyProvider.class, loader)) {
                    found.putIfAbsent(provider.getClass(), provider);
                }
            }
        } catch (ServiceConfigurationError ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    Location.NONE,
                    "a key provider on the class path cannot be loaded: " + ex.getMessage(),
                    "Check that all Secrets Bridge artifacts have the same version",
                    ex);
        }
        return of(found.values());
    }

    @Nullable
    MasterKeyProvider find(String kind) {
        return this.byKind.get(kind);
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
