package io.secretsbridge.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.event.EventListener;

/**
 * Calls a method of a bean after mounted secrets changed that it cares for. The method takes nothing or the
 * {@link SecretsRotatedEvent}. When it throws, the other methods are called all the same, the failure is logged, and health tells of it.
 *
 * <pre>{@code
 * @OnSecretRotated("payment.*")
 * void reconnect() { ... }
 * }</pre>
 */
@Documented
@EventListener(SecretsRotatedEvent.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnSecretRotated {

    /**
     * The names of the properties to be told of, with the wildcards of {@link SecretsRotatedEvent#concerns(String)}.
     *
     * @return the patterns, one of which must match
     */
    String[] value() default "**";
}
