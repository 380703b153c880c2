package io.secretsbridge.spring.guard;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Refuses to start with secrets in the environment. Runs right after the configuration files are loaded, since they hold its
 * settings and the placeholders that lead to variables. It changes nothing, so that it may run again at each refresh.
 */
final class EnvironmentGuard implements EnvironmentPostProcessor, Ordered {

    private static final int ORDER = ConfigDataEnvironmentPostProcessor.ORDER + 1;

    /** Spring Cloud's context before the context: it does not see the files that hold the guard's settings. */
    private static final String SPRING_CLOUD_BOOTSTRAP = "bootstrap";

    /** What was warned of already; lives as long as the bootstrap context, which refreshes share. */
    private record Warned(Set<String> texts) {}

    private final Log log;

    private final ConfigurableBootstrapContext bootstrapContext;

    EnvironmentGuard(DeferredLogFactory logFactory, ConfigurableBootstrapContext bootstrapContext) {
        this.log = logFactory.getLog(EnvironmentGuard.class);
        this.bootstrapContext = bootstrapContext;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean building = Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
        if (building || environment.getPropertySources().contains(SPRING_CLOUD_BOOTSTRAP)) {
            return;
        }
        Sources sources = new Sources(environment);
        GuardPolicy policy = GuardPolicy.of(sources);
        if (policy.mode() == GuardMode.OFF) {
            return;
        }
        Findings findings = new EnvironmentScan(environment, sources, policy.allowed()).run();
        List<SecretInEnvironment> secrets = findings.toList(propertyNames(sources, application));
        if (!secrets.isEmpty() && policy.mode() == GuardMode.FAIL) {
            throw new EnvironmentSecretsException(secrets, policy.ignored());
        }
        warn(new Report(secrets, policy.ignored()), !secrets.isEmpty());
    }

    private void warn(Report report, boolean found) {
        String text = found
                ? report.description() + System.lineSeparator() + System.lineSeparator() + report.action()
                : report.ignoredDescription();
        if (!text.isEmpty() && warned().add(text)) {
            this.log.warn(text);
        }
    }

    private Set<String> warned() {
        this.bootstrapContext.registerIfAbsent(
                Warned.class, InstanceSupplier.of(new Warned(Collections.synchronizedSet(new HashSet<>()))));
        return Objects.requireNonNull(this.bootstrapContext.get(Warned.class), "it was just registered")
                .texts();
    }

    private static PropertyNames propertyNames(Sources sources, SpringApplication application) {
        ClassLoader classLoader = application.getClassLoader();
        return new PropertyNames(
                Objects.requireNonNullElseGet(classLoader, EnvironmentGuard::ownClassLoader), prefix(sources));
    }

    private static ClassLoader ownClassLoader() {
        return Objects.requireNonNull(ClassUtils.getDefaultClassLoader(), "There is no class loader");
    }

    private static @Nullable String prefix(Sources sources) {
        return sources.of(Door.ENVIRONMENT).stream()
                .map((pair) -> (pair.plain() instanceof PropertySourceInfo info) ? info.getPrefix() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
