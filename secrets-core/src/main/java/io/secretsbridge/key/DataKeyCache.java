package io.secretsbridge.key;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapped data keys in memory, for a while and not more than a number of them. Each is wiped when its time is over, also when
 * nobody asks any more, when there are too many, and by {@link #close()}.
 *
 * @param <S> what tells wrapped keys apart
 */
final class DataKeyCache<S> implements AutoCloseable {

    private record Entry(DataKey key, long end) {}

    private final long life;

    private final int size;

    /** In the order of their ends, because all live equally long. */
    private final Map<S, Entry> entries = new LinkedHashMap<>();

    private @Nullable Thread timer;

    private boolean closed;

    DataKeyCache(Duration life, int size) {
        this.life = life.toNanos();
        this.size = size;
    }

    /** Returns a copy, which the caller closes, or {@code null}. */
    synchronized @Nullable DataKey get(S slot) {
        removeEnded();
        Entry entry = this.entries.get(slot);
        return (entry != null) ? entry.key().copy() : null;
    }

    synchronized boolean isEmpty() {
        return this.entries.isEmpty();
    }

    synchronized boolean contains(S slot) {
        removeEnded();
        return this.entries.containsKey(slot);
    }

    /** Keeps a copy. */
    synchronized void put(S slot, DataKey key) {
        if (this.closed || this.life == 0 || this.size == 0) {
            return;
        }
        remove(slot);
        while (this.entries.size() >= this.size) {
            remove(this.entries.keySet().iterator().next());
        }
        this.entries.put(slot, new Entry(key.copy(), System.nanoTime() + this.life));
        if (this.timer == null) {
            this.timer = new Thread(this::wipeInTime, "secrets-bridge-key-cache");
            this.timer.setDaemon(true);
            this.timer.start();
        }
    }

    private void remove(S slot) {
        Entry entry = this.entries.remove(slot);
        if (entry != null) {
            entry.key().close();
        }
    }

    private void removeEnded() {
        long now = System.nanoTime();
        Iterator<Entry> oldest = this.entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.end() - now > 0) {
                return;
            }
            entry.key().close();
            oldest.remove();
        }
    }

    private synchronized void wipeInTime() {
        try {
            removeEnded();
            while (!this.entries.isEmpty()) {
                long rest = this.entries.values().iterator().next().end() - System.nanoTime();
                // The next full millisecond, for not to wake too early.
                wait(Math.max(0, rest) / 1_000_000 + 1);
                removeEnded();
            }
        } catch (InterruptedException ex) {
            this.entries.values().forEach((entry) -> entry.key().close());
            this.entries.clear();
        } finally {
            this.timer = null;
        }
    }

    @Override
    public synchronized void close() {
        this.closed = true;
        this.entries.values().forEach((entry) -> entry.key().close());
        this.entries.clear();
        notifyAll();
    }
}
