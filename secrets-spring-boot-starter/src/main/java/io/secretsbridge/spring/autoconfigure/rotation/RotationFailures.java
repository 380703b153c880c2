package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.spring.diagnostics.ConcealedFailure;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Runs each of those that are told of new secrets such that one that fails does not keep the others from being told. */
final class RotationFailures {

    private static final Log logger = LogFactory.getLog(RotationFailures.class);

    private final List<String> failed = new ArrayList<>();

    void guard(String who, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
            logger.error(who + " failed after secrets were rotated", new ConcealedFailure(ex));
            synchronized (this) {
                this.failed.add(who);
            }
        }
    }

    /** Returns who failed since this was last asked. */
    synchronized List<String> drain() {
        List<String> since = List.copyOf(this.failed);
        this.failed.clear();
        return since;
    }
}
