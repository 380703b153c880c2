package io.secretsbridge.kms.aws;

import io.secretsbridge.key.ServiceCalls;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Makes calls on threads of their own, because the HTTP client of the JDK that the SDK uses here does not hear an interrupt. A call
 * that nobody waits for any longer ends by its own timeout.
 */
final class Interruptible {

    private final Duration limit;

    Interruptible(Duration limit) {
        this.limit = limit;
    }

    <T> T call(Callable<T> work, AwsFailures failures) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "secrets-bridge-aws");
        thread.setDaemon(true);
        thread.start();
        return ServiceCalls.await(task, this.limit, failures.service(), failures::of);
    }
}
