package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the work for key groups and the calls to key services beside each other, and gives up on them when time is over, also on
 * those that do not keep their own limit. Threads are daemons, made when needed and gone soon after. Calls run on virtual threads
 * where the JDK has good ones.
 */
final class Workers implements AutoCloseable {

    /** As many groups as are waited for at the same time, of whatever number of files. */
    private static final int MAX_THREADS = 64;

    /** Before JDK 24 a virtual thread that waits within {@code synchronized}, as clients of key services do, holds up others. */
    private static final int VIRTUAL_THREADS_SINCE = 24;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ThreadPoolExecutor executor;

    private final AtomicBoolean begun = new AtomicBoolean();

    private @Nullable ExecutorService callers;

    private boolean closed;

    Workers() {
        this.executor = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::daemon);
        this.executor.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "secrets-bridge-keys-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private synchronized ExecutorService callers() {
        if (this.closed) {
            throw closedRing();
        }
        if (this.callers == null) {
            ExecutorService virtual = virtualThreads();
            // No more run than there are groups waiting for them, but for those that were given up on.
            this.callers = (virtual != null)
                    ? virtual
                    : new ThreadPoolExecutor(
                            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Workers::daemon);
        }
        return this.callers;
    }

    private static @Nullable ExecutorService virtualThreads() {
        if (Runtime.version().feature() < VIRTUAL_THREADS_SINCE) {
            return null;
        }
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException ex) {
            return null;
        }
    }

    /**
     * Makes one call.
     *
     * @param call the call, interrupted when its time is over or the calling thread is interrupted
     * @param limit the time for it
     * @param discard takes a result that nobody waits for any more
     * @return the result
     * @throws TimeoutException when time is over
     * @throws SecretsException with reason {@code INTERRUPTED}, or what the call threw
     */
    <T> T call(Supplier<T> call, Duration limit, Consumer<T> discard) throws TimeoutException {
        Handover<T> result = new Handover<>(discard);
        Future<?> running = submit(() -> {
            try {
                result.give(call.get());
            } catch (RuntimeException | Error ex) {
                result.fail(ex);
            }
        });
        try {
            return result.take(limit);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException ex) {
            throw UnwrappedKeys.rethrow(ex.getCause());
        } finally {
            running.cancel(true);
        }
    }

    private Future<?> submit(Runnable task) {
        try {
            return callers().submit(task);
        } catch (RejectedExecutionException ex) {
            throw closedRing();
        }
    }

    /** Starts what nobody waits for; the first call only. */
    void begin(Runnable task) {
        if (this.begun.compareAndSet(false, true)) {
            try {
                this.executor.execute(task);
            } catch (RejectedExecutionException ex) {
                throw closedRing();
            }
        }
    }

    private static IllegalStateException closedRing() {
        return new IllegalStateException("The key ring is closed");
    }

    /**
     * Runs tasks and hands their results to a consumer, on the calling thread, as they come.
     *
     * @param tasks the tasks
     * @param limit the time for all of them
     * @param isEnough takes a result and says whether the other tasks are no longer needed
     * @return whether all was done in time
     * @throws SecretsException with reason {@code INTERRUPTED}, or what a task threw
     */
    <T> boolean run(List<? extends Callable<T>> tasks, Duration limit, Predicate<T> isEnough) {
        long deadline = System.nanoTime() + limit.toNanos();
        CompletionService<T> completion = new ExecutorCompletionService<>(this.executor);
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                futures.add(completion.submit(task));
            }
            for (int i = 0; i < tasks.size(); i++) {
                Future<T> done = completion.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (done == null) {
                    return false;
                }
                if (isEnough.test(done.get())) {
                    return true;
                }
            }
            return true;
        } catch (RejectedExecutionException ex) {
            throw closedRing();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException ex) {
            throw UnwrappedKeys.rethrow(ex.getCause());
        } finally {
            for (Future<T> future : futures) {
                future.cancel(true);
            }
        }
    }

    static SecretsException interrupted() {
        return new SecretsException(
                Reason.INTERRUPTED, Location.NONE, "the thread was interrupted while it waited for a key", null);
    }

    @Override
    public synchronized void close() {
        this.closed = true;
        this.executor.shutdownNow();
        if (this.callers != null) {
            this.callers.shutdownNow();
        }
    }
}
