package io.secretsbridge.spring.autoconfigure.rotation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.Credentials;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Gives HikariCP pools new credentials. Those that the database does not take yet are refused, so that the pool goes on with the old
 * ones; once it has the new ones, connections are replaced as they come back.
 */
final class HikariTarget implements RotationTarget {

    private static final long PROBE_TIMEOUT_MILLIS = 5_000;

    /** Where Boot takes the credentials of its pool from: the second where the first has none. */
    private static final List<String> DEFAULT_PREFIXES = List.of("spring.datasource.hikari", "spring.datasource");

    private final ConfigurableApplicationContext context;

    private final RefusedCredentials refused = new RefusedCredentials(System::nanoTime);

    HikariTarget(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public Runnable prepare(PendingRotation rotation) {
        Map<HikariDataSource, Credentials> fresh = new LinkedHashMap<>();
        pools().forEach((name, pool) -> {
            Credentials credentials = changed(name, pool, rotation);
            if (credentials != null) {
                this.refused.probe(name, credentials, () -> probe(name, pool, credentials));
                fresh.put(pool, credentials);
            }
        });
        return () -> fresh.forEach(HikariTarget::switchOver);
    }

    /** Only those that exist: one that is made later is made with the new credentials. */
    private Map<String, HikariDataSource> pools() {
        Map<String, HikariDataSource> pools = new LinkedHashMap<>();
        for (String name : this.context.getBeanNamesForType(DataSource.class, false, false)) {
            if (this.context.getBeanFactory().getSingleton(name) instanceof DataSource source) {
                HikariDataSource pool = unwrapped(source);
                // Who has a provider of his own gets credentials where he wants.
                if (pool != null && !pool.isClosed() && pool.getCredentialsProvider() == null) {
                    pools.put(name, pool);
                }
            }
        }
        return pools;
    }

    private static @Nullable HikariDataSource unwrapped(DataSource source) {
        try {
            return source.isWrapperFor(HikariDataSource.class) ? source.unwrap(HikariDataSource.class) : null;
        } catch (SQLException ex) {
            return null;
        }
    }

    /** Finds the properties that the credentials in use came from, and returns what they say now when it differs. */
    private @Nullable Credentials changed(String name, HikariDataSource pool, PendingRotation rotation) {
        for (List<String> prefixes : prefixes(name)) {
            Credentials before = credentials(rotation.before(), prefixes);
            if (RefusedCredentials.areSame(before, pool.getCredentials())) {
                Credentials after = credentials(rotation.after(), prefixes);
                return RefusedCredentials.areSame(before, after) ? null : after;
            }
        }
        return null;
    }

    private List<List<String>> prefixes(String name) {
        List<List<String>> prefixes = new ArrayList<>();
        Map<String, ConfigurationPropertiesBean> all = ConfigurationPropertiesBean.getAll(this.context);
        ConfigurationPropertiesBean own = all.get(name);
        String ownPrefix = (own != null) ? prefix(own) : "";
        if (!ownPrefix.isEmpty() && !DEFAULT_PREFIXES.contains(ownPrefix)) {
            prefixes.add(List.of(ownPrefix));
        }
        prefixes.add(DEFAULT_PREFIXES);
        all.values().stream()
                .map(HikariTarget::prefix)
                .filter((prefix) -> !prefix.isEmpty() && !DEFAULT_PREFIXES.contains(prefix))
                .forEach((prefix) -> prefixes.add(List.of(prefix)));
        return prefixes;
    }

    private static String prefix(ConfigurationPropertiesBean bean) {
        return bean.getAnnotation().prefix();
    }

    private static Credentials credentials(Binder binder, List<String> prefixes) {
        return Credentials.of(text(binder, prefixes, "username"), text(binder, prefixes, "password"));
    }

    private static @Nullable String text(Binder binder, List<String> prefixes, String name) {
        for (String prefix : prefixes) {
            String text = binder.bind(prefix + "." + name, String.class).orElse(null);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /**
     * Opens one connection with the new credentials beside the pool. A Secret may be there before the database knows it, and a
     * pool that threw its connections away by then would fail requests.
     */
    private static void probe(String name, HikariDataSource pool, Credentials credentials) {
        HikariConfig config = new HikariConfig();
        pool.copyStateTo(config);
        config.setMetricsTrackerFactory(null);
        config.setMetricRegistry(null);
        config.setHealthCheckRegistry(null);
        config.setRegisterMbeans(false);
        config.setPoolName(pool.getPoolName() + "-new-credentials");
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.min(pool.getConnectionTimeout(), PROBE_TIMEOUT_MILLIS));
        config.setInitializationFailTimeout(1);
        config.setCredentials(credentials);
        try {
            new HikariDataSource(config).close();
        } catch (RuntimeException ex) {
            // What a driver says may quote the credentials.
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    Location.NONE,
                    "The database of the pool '" + name + "' does not take the new credentials" + state(ex),
                    "Give the account in the database the new password. It is tried again by itself.");
        }
    }

    private static String state(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                return " (SQL state " + sql.getSQLState() + ")";
            }
        }
        return "";
    }

    private static void switchOver(HikariDataSource pool, Credentials credentials) {
        pool.setCredentials(credentials);
        HikariPoolMXBean running = pool.getHikariPoolMXBean();
        if (running != null) {
            running.softEvictConnections();
        }
    }

    @Override
    public String toString() {
        return "A connection pool";
    }
}
