package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.spring.OnSecretRotated;
import io.secretsbridge.spring.SecretsRotatedEvent;
import java.lang.reflect.Method;
import java.util.List;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Makes listeners of methods that are annotated with {@link OnSecretRotated}, before Spring's own factory sees them. */
final class OnSecretRotatedListenerFactory implements EventListenerFactory, Ordered {

    private final RotationFailures failures;

    OnSecretRotatedListenerFactory(RotationFailures failures) {
        this.failures = failures;
    }

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public boolean supportsMethod(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, OnSecretRotated.class);
    }

    @Override
    public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length > 1
                || (parameters.length == 1 && !parameters[0].isAssignableFrom(SecretsRotatedEvent.class))) {
            throw new IllegalStateException("The method " + method.toGenericString()
                    + " is annotated with @OnSecretRotated and may take a SecretsRotatedEvent and nothing else");
        }
        return new Adapter(beanName, type, method, this.failures);
    }

    private static final class Adapter extends ApplicationListenerMethodAdapter {

        private final List<String> patterns;

        private final RotationFailures failures;

        private final String name;

        Adapter(String beanName, Class<?> type, Method method, RotationFailures failures) {
            super(beanName, type, method);
            OnSecretRotated annotation = AnnotatedElementUtils.findMergedAnnotation(method, OnSecretRotated.class);
            this.patterns = (annotation != null) ? List.of(annotation.value()) : List.of();
            this.failures = failures;
            this.name = beanName + "." + method.getName();
        }

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            if (event instanceof SecretsRotatedEvent rotated
                    && this.patterns.stream().anyMatch(rotated::concerns)) {
                this.failures.guard(this.name, () -> super.onApplicationEvent(event));
            }
        }
    }
}
