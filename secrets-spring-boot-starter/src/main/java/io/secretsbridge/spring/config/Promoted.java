package io.secretsbridge.spring.config;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.bootstrap.BootstrapContextClosedEvent;
import org.springframework.boot.bootstrap.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;

/**
 * What is made while configuration loads and lives as long as the application: an instance in the bootstrap context, which
 * becomes a bean when that closes.
 */
final class Promoted {

    private Promoted() {}

    /** Returns the instance, made when there is none yet. Named as its type. */
    static <T> T of(ConfigurableBootstrapContext bootstrap, Class<T> type, Supplier<T> supplier) {
        if (!bootstrap.isRegistered(type)) {
            T instance = supplier.get();
            bootstrap.register(type, InstanceSupplier.of(instance));
            bootstrap.addCloseListener((event) -> promote(event, type.getName(), instance));
        }
        return Objects.requireNonNull(bootstrap.get(type), "the instance must be registered");
    }

    private static void promote(BootstrapContextClosedEvent event, String name, Object instance) {
        if (event.getApplicationContext().getBeanFactory() instanceof DefaultSingletonBeanRegistry beans
                && !beans.containsSingleton(name)) {
            beans.registerSingleton(name, instance);
            if (instance instanceof DisposableBean disposable) {
                beans.registerDisposableBean(name, disposable);
            }
        }
    }
}
