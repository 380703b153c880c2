package io.secretsbridge.spring.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A real application with configuration files, environment and system properties of its own. */
final class GuardedApplication {

    private final Path directory;

    private final Map<String, Object> environment =
            new LinkedHashMap<>(Map.of("PATH", "/usr/bin", "HOME", "/home/app"));

    private final Map<String, Object> systemProperties =
            new LinkedHashMap<>(Map.of("user.home", "/home/app", "sun.java.command", "app --db.password=x"));

    GuardedApplication(Path directory) {
        this.directory = directory;
    }

    GuardedApplication file(String name, String... lines) {
        try {
            Files.writeString(this.directory.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    GuardedApplication yaml(String... lines) {
        return file("application.yaml", lines);
    }

    GuardedApplication variable(String name, String value) {
        this.environment.put(name, value);
        return this;
    }

    GuardedApplication systemProperty(String name, String value) {
        this.systemProperties.put(name, value);
        return this;
    }

    SpringApplication build() {
        SpringApplication application = new SpringApplication(NoBeans.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of(
                "spring.config.location", "file:" + this.directory + "/",
                "spring.main.banner-mode", "off",
                "spring.main.log-startup-info", "false"));
        application.setEnvironment(environment());
        return application;
    }

    StandardEnvironment environment() {
        StandardEnvironment result = new StandardEnvironment();
        result.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.environment));
        result.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        new MapPropertySource(
                                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, this.systemProperties));
        return result;
    }

    ConfigurableApplicationContext run(String... arguments) {
        return build().run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBeans {}
}
