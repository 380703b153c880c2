package io.secretsbridge.spring;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationEvent;
import org.springframework.util.AntPathMatcher;

/**
 * Published after mounted secrets changed and the environment has the new ones. By then connection pools, SSL bundles and
 * Spring Cloud's refresh are done with it. It is published on the thread that watches the mounts, so a listener that takes long
 * holds up the next rotation. It names properties and never holds a value.
 */
public final class SecretsRotatedEvent extends ApplicationEvent {

    private static final long serialVersionUID = 1L;

    private static final AntPathMatcher MATCHER = new AntPathMatcher(".");

    private final transient Set<String> names;

    private final transient Set<Path> directories;

    /**
     * Creates an event.
     *
     * @param source what published it
     * @param names the names of the properties that are new, changed or gone
     * @param directories the mounted directories that changed
     * @param clock what tells the time of the event
     */
    public SecretsRotatedEvent(Object source, Collection<String> names, Collection<Path> directories, Clock clock) {
        super(source, clock);
        this.names = Collections.unmodifiableSet(new TreeSet<>(names));
        this.directories = Collections.unmodifiableSet(new TreeSet<>(directories));
    }

    /**
     * Returns the names of the properties that are new, changed or gone, as they are written in the mount.
     *
     * @return the names in their natural order
     */
    public Set<String> names() {
        return this.names;
    }

    /**
     * Returns the mounted directories that changed.
     *
     * @return the directories
     */
    public Set<Path> directories() {
        return this.directories;
    }

    /**
     * Returns whether a property is among those that changed.
     *
     * @param pattern a name, in which {@code *} stands for one part between dots or a piece of it and {@code **} for any number of
     * parts. Case, dashes and underscores make no difference, as in Spring's relaxed binding
     * @return {@code true} when one of the names matches
     */
    public boolean concerns(String pattern) {
        String uniform = uniform(pattern);
        return this.names.stream().anyMatch((name) -> MATCHER.match(uniform, uniform(name)));
    }

    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the names. */
    @Override
    public String toString() {
        return "SecretsRotatedEvent" + this.names;
    }
}
