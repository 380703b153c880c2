package io.secretsbridge.spring;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A real application in a directory of its own: an age key, sealed files, plain configuration, and a start that reads nothing
 * else.
 */
public final class TestApplication {

    private final Path directory;

    private final Path keysFile;

    private final String recipient;

    private Class<?> source = NoBeans.class;

    /** Makes the directory's age key. */
    public TestApplication(Path directory) {
        this.directory = directory;
        this.keysFile = directory.resolve("keys.txt");
        this.recipient = AgeKeysFile.create(this.keysFile);
    }

    public TestApplication withSource(Class<?> beans) {
        this.source = beans;
        return this;
    }

    public Path keysFile() {
        return this.keysFile;
    }

    public String recipient() {
        return this.recipient;
    }

    public Path path(String name) {
        return this.directory.resolve(name);
    }

    /** Writes a plain file. */
    public TestApplication write(String name, String... lines) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.writeString(path(name), String.join("\n", lines) + "\n");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    /** Writes {@code application.yaml} with imports and this directory's key. */
    public TestApplication imports(String... locations) {
        String[] lines = new String[locations.length + 3];
        lines[0] = "secrets-bridge.age: {use-default-keys-file: false, identity-files: '" + this.keysFile + "'}";
        lines[1] = "spring.config:";
        lines[2] = "  import:";
        for (int i = 0; i < locations.length; i++) {
            lines[i + 3] = "  - \"" + locations[i] + "\"";
        }
        return write("application.yaml", lines);
    }

    /** Seals a file for this directory's key, in the format that its name says. */
    public TestApplication seal(String name, String... lines) {
        return seal(name, Format.ofFileName(name), lines);
    }

    public TestApplication seal(String name, Format format, String... lines) {
        byte[] plain = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return seal(name, format, plain);
    }

    public TestApplication seal(String name, Format format, byte[] plain) {
        return seal(name, format, plain, "age", this.recipient);
    }

    /** Seals a file for a key of any kind. */
    public TestApplication seal(String name, Format format, byte[] plain, String kind, String uri) {
        try (SecretFiles files = SecretFiles.create(KeySettings.ofProperties((property) -> null))) {
            MasterKey key = files.keyRing().parse(kind, uri);
            Files.createDirectories(path(name).getParent());
            Files.write(path(name), files.seal(Source.of(name, plain), format, format, SealRequest.to(List.of(key))));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return this;
    }

    public String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Starts the application; each argument is a property as on the command line. */
    public ConfigurableApplicationContext run(String... properties) {
        String[] args = new String[properties.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = "--" + properties[i];
        }
        return builder().run(args);
    }

    public SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(this.source)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.config.location=file:" + this.directory + "/",
                        "spring.main.banner-mode=off",
                        "spring.main.log-startup-info=false");
    }

    /** An application without beans of its own and without auto-configuration. */
    @Configuration(proxyBeanMethods = false)
    static class NoBeans {}
}
