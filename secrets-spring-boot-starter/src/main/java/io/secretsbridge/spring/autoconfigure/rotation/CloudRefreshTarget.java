package io.secretsbridge.spring.autoconfigure.rotation;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.ApplicationContext;

/**
 * Has Spring Cloud bind configuration properties again and renew what is in the refresh scope. It does so without loading all
 * configuration again, as a refresh by Spring Cloud's own endpoint would.
 */
final class CloudRefreshTarget implements RotationTarget {

    private final ApplicationContext context;

    private final @Nullable RefreshScope scope;

    CloudRefreshTarget(ApplicationContext context, @Nullable RefreshScope scope) {
        this.context = context;
        this.scope = scope;
    }

    @Override
    public Runnable prepare(PendingRotation rotation) {
        return () -> {
            this.context.publishEvent(new EnvironmentChangeEvent(this.context, rotation.names()));
            if (this.scope != null) {
                this.scope.refreshAll();
            }
        };
    }

    @Override
    public String toString() {
        return "Spring Cloud's refresh";
    }
}
