package io.secretsbridge.key;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.KeyUnavailableException.Attempt;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gets data keys out of their wrapping and into it, by whatever providers are there.
 *
 * <p>A file's data key is wrapped by each master key of its key group; with two groups or more, each group wraps a share,
 * and as many groups as the threshold says must be opened. The groups are asked at the same time, the keys of a group one
 * after the other: first by the decryption order, then as the file has them. A connection to a key service is made
 * when a file names a key of that kind, and not before. What was unwrapped is remembered as {@link KeySettings#withCache} says and
 * until {@link #close()}, so each wrapped key is unwrapped once; make a ring per load of configuration or run of a command, not
 * per file.
 *
 * <p>A key service that throttles or cannot be reached is asked again, after the other keys of the group and with pauses that grow
 * and vary; one that denies is not. However many threads wait for a wrapped key, one asks.
 *
 * <p>Thread-safe. Each call ends within {@link KeySettings#totalTimeout()}, one request to a key service within
 * {@link KeySettings#callTimeout()}.
 */
public final class KeyRing implements AutoCloseable {

    /** The kinds that are tried before all others when no order is given; as in {@code sops}, those that need no network. */
    public static final List<String> DEFAULT_ORDER = List.of("age", "pgp");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyAccess access;

    private final Workers workers;

    private final Duration totalTimeout;

    private final List<String> order;

    private KeyRing(KeyAccess access, Workers workers, Duration totalTimeout, List<String> order) {
        this.access = access;
        this.workers = workers;
        this.totalTimeout = totalTimeout;
        this.order = order;
    }

    /**
     * Creates a key ring with the providers that {@link java.util.ServiceLoader} finds, the first one for each kind. They are looked
     * for when a key of their kind is used; one that is broken makes that fail with the reason {@code INVALID_CONFIGURATION}.
     *
     * @param settings where providers find configuration and credentials
     * @return the key ring, which the caller closes
     */
    public static KeyRing create(KeySettings settings) {
        return create(settings, Providers.load());
    }

    /**
     * Creates a key ring with certain providers.
     *
     * @param settings where providers find configuration and credentials
     * @param providers the providers, at most one for each kind
     * @return the key ring, which the caller closes
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when a kind has two providers
     */
    public static KeyRing create(KeySettings settings, Collection<? extends MasterKeyProvider> providers) {
        return create(settings, Providers.of(providers));
    }

    private static KeyRing create(KeySettings settings, Providers providers) {
        Workers workers = new Workers();
        return new KeyRing(
                new KeyAccess(providers, workers, settings), workers, settings.totalTimeout(), DEFAULT_ORDER);
    }

    /**
     * Returns a ring that tries kinds in another order and shares everything else with this one: closing one closes both.
     *
     * @param decryptionOrder the kinds to try first; others come after them in file order. Words that are no kind do nothing
     * @return the ring
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when a kind occurs twice
     */
    public KeyRing withOrder(List<String> decryptionOrder) {
        Set<String> seen = new LinkedHashSet<>();
        for (String kind : decryptionOrder) {
            if (!seen.add(kind)) {
                throw invalidArgument(
                        "the decryption order names " + Texts.safe(kind) + " twice", "Name each kind once");
            }
        }
        return new KeyRing(this.access, this.workers, this.totalTimeout, List.copyOf(decryptionOrder));
    }

    /**
     * Unlocks a data key.
     *
     * @param groups the key groups of a file
     * @param shamirThreshold how many groups are needed, 0 for all; of no meaning for a single group
     * @param file the file, for errors
     * @return the data key, which the caller closes
     * @throws KeyUnavailableException when too few groups have a key that can be used here
     * @throws SecretsException with reason {@code TIMED_OUT} or {@code INTERRUPTED}, or {@code MALFORMED} when the shares
     * do not fit each other
     */
    public DataKey unlock(List<KeyGroup> groups, int shamirThreshold, Location file) {
        boolean shared = groups.size() > 1;
        int needed = !shared ? 1 : (shamirThreshold == 0) ? groups.size() : shamirThreshold;
        if (shared && (needed < 2 || needed > groups.size() || groups.size() > Shamir.MAX_SHARES)) {
            throw new SecretsException(
                    Reason.MALFORMED,
                    file,
                    "the Shamir threshold is " + shamirThreshold + " with " + groups.size() + " key groups",
                    "It must be at least 2 and at most the number of groups");
        }
        List<GroupTask> tasks = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            int length = shared ? DataKey.LENGTH + 1 : DataKey.LENGTH;
            tasks.add(new GroupTask(this.access, i + 1, sorted(groups.get(i).keys()), length, deadline()));
        }
        Unlocked unlocked = new Unlocked(needed);
        try {
            if (!this.workers.run(tasks, this.totalTimeout, unlocked::add)) {
                throw timedOut(tasks, file);
            }
            return unlocked.dataKey(shared, file);
        } catch (SecretsException ex) {
            throw (ex.reason() == Reason.INTERRUPTED) ? interrupted(file) : ex;
        } finally {
            tasks.forEach(GroupTask::close);
        }
    }

    /**
     * Starts to read the identities of age on another thread, once for this ring: for a caller who is about to read a file, so that both
     * are done at the same time. Asks no key service, no program and no person. What cannot be read is told by
     * {@link #unlock} if it is needed.
     */
    public void prepare() {
        this.workers.begin(this.access::prepare);
    }

    private long deadline() {
        return System.nanoTime() + this.totalTimeout.toNanos();
    }

    private List<WrappedKey> sorted(List<WrappedKey> keys) {
        List<WrappedKey> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparingInt((key) -> rank(key.masterKey().kind())));
        return sorted;
    }

    private int rank(String kind) {
        int index = this.order.indexOf(kind);
        return (index < 0) ? this.order.size() : index;
    }

    private SecretsException timedOut(List<GroupTask> tasks, Location file) {
        String waiting = tasks.stream()
                .map(GroupTask::current)
                .filter(Objects::nonNull)
                .map((key) -> key.masterKey().kind() + " " + this.access.describe(key.masterKey()))
                .collect(Collectors.joining(", "));
        List<Attempt> attempts = new ArrayList<>();
        Set<String> actions = new LinkedHashSet<>();
        for (GroupTask task : tasks) {
            attempts.addAll(task.attempts());
            actions.addAll(task.actions());
        }
        actions.add("Check that the key service can be reached from here");
        return new KeyUnavailableException(
                Reason.TIMED_OUT,
                file,
                "the data key was not unlocked within " + seconds()
                        + (waiting.isEmpty() ? "" : "; still waiting for " + waiting),
                String.join("; or: ", actions),
                attempts);
    }

    private String seconds() {
        return (this.totalTimeout.toMillis() / 1000.0) + " s";
    }

    private static SecretsException interrupted(Location file) {
        return new SecretsException(
                Reason.INTERRUPTED, file, "the thread was interrupted while it waited for a key", null);
    }

    /**
     * Wraps a data key by every master key of every group. With two groups or more the key is split, one share to a group.
     *
     * @param dataKey the data key
     * @param groups the master keys
     * @param threshold how many groups shall be needed to unlock it, 0 for all; of no meaning for a single group
     * @param now what to record as the time of wrapping, in whole seconds
     * @return the groups with all keys wrapped, in the order given
     * @throws SecretsException with reason {@code WRAP_FAILED} when any key could not wrap, {@code INVALID_ARGUMENT} when
     * there is no group, an empty one, or the threshold does not fit, {@code INVALID_KEY}, {@code TIMED_OUT} or
     * {@code INTERRUPTED}
     */
    public List<KeyGroup> wrap(DataKey dataKey, List<List<MasterKey>> groups, int threshold, Instant now) {
        if (groups.isEmpty() || groups.stream().anyMatch(List::isEmpty)) {
            throw invalidArgument("empty key group provided", "Give at least one key for each group");
        }
        List<DataKey> parts = (groups.size() == 1) ? List.of(dataKey) : split(dataKey, groups.size(), threshold);
        try {
            return wrapAll(parts, groups, now.truncatedTo(ChronoUnit.SECONDS).toString());
        } finally {
            if (groups.size() > 1) {
                parts.forEach(DataKey::close);
            }
        }
    }

    private static List<DataKey> split(DataKey dataKey, int count, int threshold) {
        int needed = (threshold == 0) ? count : threshold;
        if (needed < 2 || needed > count || count > Shamir.MAX_SHARES) {
            throw invalidArgument(
                    "the Shamir threshold is " + threshold + " with " + count + " key groups",
                    "It must be at least 2 and at most the number of groups, which is at most " + Shamir.MAX_SHARES);
        }
        byte[] secret = dataKey.exposeBytes();
        List<DataKey> parts = new ArrayList<>(count);
        try {
            for (byte[] share : Shamir.split(secret, count, needed, RANDOM)) {
                parts.add(DataKey.copyOf(share));
                Arrays.fill(share, (byte) 0);
            }
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return parts;
    }

    private List<KeyGroup> wrapAll(List<DataKey> parts, List<List<MasterKey>> groups, String createdAt) {
        record Slot(int group, int index) {}
        record Wrapped(Slot slot, WrappedKey key) {}

        long deadline = deadline();
        List<Callable<Wrapped>> tasks = new ArrayList<>();
        List<@Nullable WrappedKey[]> results = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<MasterKey> keys = groups.get(i);
            DataKey part = parts.get(i);
            results.add(new WrappedKey[keys.size()]);
            for (int j = 0; j < keys.size(); j++) {
                Slot slot = new Slot(i, j);
                MasterKey masterKey = keys.get(j);
                tasks.add(() -> new Wrapped(slot, wrap(part, masterKey, createdAt, deadline)));
            }
        }
        boolean inTime = this.workers.run(tasks, this.totalTimeout, (wrapped) -> {
            results.get(wrapped.slot().group())[wrapped.slot().index()] = wrapped.key();
            return false;
        });
        if (!inTime) {
            throw new SecretsException(
                    Reason.TIMED_OUT,
                    Location.NONE,
                    "the data key was not wrapped by all master keys within " + seconds(),
                    "Check that the key services can be reached from here");
        }
        return results.stream()
                .map((keys) -> new KeyGroup(
                        Arrays.stream(keys).filter(Objects::nonNull).toList()))
                .toList();
    }

    private WrappedKey wrap(DataKey part, MasterKey masterKey, String createdAt, long deadline)
            throws InterruptedException {
        try {
            MasterKey recorded = this.access.resolve(masterKey, deadline);
            String wrapped = this.access.wrap(part, recorded, deadline);
            return new WrappedKey(recorded, wrapped, this.access.recordsCreation(recorded) ? createdAt : null);
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            throw new SecretsException(
                    (ex.reason() == Reason.INVALID_KEY) ? Reason.INVALID_KEY : Reason.WRAP_FAILED,
                    Location.NONE,
                    "the key " + masterKey.kind() + " " + this.access.describe(masterKey)
                            + " could not wrap the data key: " + ex.getMessage(),
                    ex.action(),
                    ex);
        }
    }

    /**
     * Reads the text form of a master key.
     *
     * @param kind the kind as the metadata names it, for example {@code age}
     * @param uri one key: a recipient, an ARN, a URL, a fingerprint
     * @return the master key
     * @throws SecretsException with reason {@code INVALID_KEY} when the text names no such key,
     * {@code INVALID_CONFIGURATION} when no provider serves the kind
     */
    public MasterKey parse(String kind, String uri) {
        return this.access.parse(kind, uri);
    }

    /**
     * Returns whether a provider serves a kind. Without one, keys of that kind can be named, kept and removed, but not used.
     *
     * @param kind the kind as the metadata names it, for example {@code age}
     * @return whether {@link #parse}, wrapping and unwrapping work for the kind
     */
    public boolean serves(String kind) {
        return this.access.serves(kind);
    }

    /**
     * Compares keys group by group, by their public names.
     *
     * @param before the keys now
     * @param after the keys that are wanted
     * @return a change for each group of either
     */
    public List<GroupChange> changes(MasterKeys before, MasterKeys after) {
        List<GroupChange> changes = new ArrayList<>();
        for (int i = 0; i < Math.max(before.groups().size(), after.groups().size()); i++) {
            List<String> now = names(before, i);
            List<String> wanted = names(after, i);
            Set<String> known = Set.copyOf(now);
            Set<String> staying = Set.copyOf(wanted);
            changes.add(new GroupChange(
                    wanted.stream().filter(known::contains).toList(),
                    wanted.stream().filter((name) -> !known.contains(name)).toList(),
                    now.stream().filter((name) -> !staying.contains(name)).toList()));
        }
        return changes;
    }

    private List<String> names(MasterKeys keys, int group) {
        return (group < keys.groups().size())
                ? keys.groups().get(group).stream().map(this::describe).toList()
                : List.of();
    }

    /**
     * Returns the public name of a key, also when no provider serves its kind.
     *
     * @param masterKey the key
     * @return the name on one line, safe to show in a terminal
     */
    public String describe(MasterKey masterKey) {
        return this.access.describe(masterKey);
    }

    /** Wipes everything that was unwrapped and ends the connections. The data keys that were handed out stay valid. */
    @Override
    public void close() {
        this.workers.close();
        this.access.close();
    }

    @Override
    public String toString() {
        return "KeyRing" + this.order;
    }

    private static SecretsException invalidArgument(String problem, String action) {
        return new SecretsException(Reason.INVALID_ARGUMENT, Location.NONE, problem, action);
    }
}
