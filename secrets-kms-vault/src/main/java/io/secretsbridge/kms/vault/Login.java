package io.secretsbridge.kms.vault;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Logs in when a token is needed first, renews it after two thirds of its life, and logs in again when it cannot be renewed or was refused.
 * What it logs in with is read from its file each time, because Kubernetes writes a new one from time to time.
 */
final class Login implements TokenSource {

    private static final String POD_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private static final Pattern MOUNT = Pattern.compile("[A-Za-z0-9_.~@+-]+(/[A-Za-z0-9_.~@+-]+)*");

    /** A token, and the nano time from which on it should be renewed; never, when it has no end. */
    record Lease(String token, boolean renewable, boolean endless, long renewal) {

        boolean isFresh() {
            return this.endless || this.renewal - System.nanoTime() > 0;
        }

        /** Shows no token. */
        @Override
        public String toString() {
            return "Lease";
        }
    }

    private final String method;

    private final String mount;

    private final VaultSettings settings;

    private final VaultClient client;

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<URI, Lease> leases = new HashMap<>();

    Login(String method, VaultSettings settings, VaultClient client) {
        this.method = method;
        this.settings = settings;
        this.client = client;
        this.mount = settings.find("auth-mount").orElse(method);
        if (!MOUNT.matcher(this.mount).matches() || this.mount.contains("..")) {
            throw VaultSettings.invalid(
                    settings.nameOf("auth-mount") + " is no path of an auth method",
                    "Write the path without auth/ before it");
        }
    }

    @Override
    public @Nullable String token(URI address, @Nullable String refused) {
        try {
            this.lock.lockInterruptibly();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new SecretsException(
                    Reason.INTERRUPTED, Location.NONE, "the thread was interrupted while it logged in to Vault", null);
        }
        try {
            Lease lease = this.leases.get(address);
            if (lease != null && lease.token().equals(refused)) {
                this.leases.remove(address);
                lease = null;
            }
            if (lease == null) {
                lease = logIn(address);
            } else if (!lease.isFresh()) {
                Lease renewed = lease.renewable() ? renew(address, lease) : null;
                lease = (renewed != null) ? renewed : logIn(address);
            }
            this.leases.put(address, lease);
            return lease.token();
        } finally {
            this.lock.unlock();
        }
    }

    private Lease logIn(URI address) {
        VaultClient.Answer answer = this.client.post(address, "auth/" + this.mount + "/login", null, credentials());
        if (answer.status() != 200) {
            throw VaultFailures.ofLogin(answer, this.mount, subject());
        }
        Lease lease = lease(answer);
        if (lease == null) {
            throw VaultFailures.noVault("its answer to a login holds no token");
        }
        return lease;
    }

    /** Returns {@code null} when the token cannot be renewed. */
    private @Nullable Lease renew(URI address, Lease lease) {
        VaultClient.Answer answer = this.client.post(address, "auth/token/renew-self", lease.token(), MapNode.EMPTY);
        return (answer.status() == 200) ? lease(answer) : null;
    }

    private static @Nullable Lease lease(VaultClient.Answer answer) {
        if (!(answer.body().get("auth") instanceof MapNode auth)
                || !(auth.get("client_token") instanceof ValueNode token)
                || !token.isString()
                || !token.text().chars().allMatch((character) -> character > ' ' && character < 127)
                || token.length() == 0) {
            return null;
        }
        long seconds = (auth.get("lease_duration") instanceof ValueNode value) ? seconds(value.text()) : 0;
        boolean renewable = auth.get("renewable") instanceof ValueNode value
                && value.type() == ValueNode.Type.BOOLEAN
                && value.text().equalsIgnoreCase("true");
        return new Lease(token.text(), renewable, seconds == 0, System.nanoTime() + seconds * 1_000_000_000L * 2 / 3);
    }

    private static long seconds(String text) {
        try {
            // A century is as good as for ever, and does not overflow.
            return Math.min(Math.max(0, Long.parseLong(text)), 100L * 365 * 24 * 3600 / 3);
        } catch (NumberFormatException ex) {
            return 0;
        }
    }

    private MapNode credentials() {
        if (this.method.equals("approle")) {
            return MapNode.of(
                    entry("role_id", this.settings.required("role-id")),
                    entry("secret_id", credential(this.settings.required("secret-id-file"))));
        }
        String file = this.method.equals("kubernetes")
                ? this.settings.find("jwt-file").orElse(POD_TOKEN)
                : this.settings.required("jwt-file");
        return MapNode.of(entry("role", this.settings.required("role")), entry("jwt", credential(file)));
    }

    private String credential(String file) {
        return this.settings.credential(this.settings.path(file));
    }

    private static Entry entry(String name, String value) {
        return new Entry(name, ValueNode.string(value));
    }

    private String subject() {
        return switch (this.method) {
            case "kubernetes" -> "the service account of this pod and its namespace";
            case "jwt" -> "the subject of the JWT";
            default -> "the secret ID, which may have expired,";
        };
    }

    @Override
    public void close() {
        this.lock.lock();
        try {
            this.leases.clear();
        } finally {
            this.lock.unlock();
        }
    }
}
