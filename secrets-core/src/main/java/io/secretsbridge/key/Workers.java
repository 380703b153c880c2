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
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Runs calls to key services beside each other and gives up on them when time is over, also on those that do not keep
 * their own limit. Threads are daemons, few, made when needed and gone soon after.
 */
final class Workers implements AutoCloseable {

    private static final int MAX_THREADS = 8;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ThreadPoolExecutor executor;

    Workers() {
        this.executor = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
                    Thread thread = new Thread(task, "secrets-bridge-keys-" + NUMBERS.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.executor.allowCoreThreadTimeOut(true);
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
            throw new IllegalStateException("The key ring is closed", ex);
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
    public void close() {
        this.executor.shutdownNow();
    }
}
