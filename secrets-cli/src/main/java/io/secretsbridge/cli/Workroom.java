package io.secretsbridge.cli;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.key.KeySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all files of a run share: the key ring, so that nothing is unwrapped or asked for twice, and the {@code .sops.yaml} of each folder,
 * which is read once. Thread-safe.
 */
final class Workroom implements AutoCloseable {

    /** To find a passphrase or to touch a token, as long as sudo waits. */
    private static final Duration TIME_FOR_A_PERSON = Duration.ofMinutes(5);

    private final Arguments arguments;

    private final GlobalFlags global;

    private final Invocation invocation;

    private final SecretFiles files;

    private final Map<Path, Optional<SopsConfig>> configs = new ConcurrentHashMap<>();

    /**
     * Sets it up.
     *
     * @param arguments the command line
     * @param global the flags that may stand before the command
     * @param invocation what surrounds the run
     */
    Workroom(Arguments arguments, GlobalFlags global, Invocation invocation) {
        OpenFlags.refuseKeyServices(arguments);
        List<String> order = OpenFlags.decryptionOrder(arguments);
        this.arguments = arguments;
        this.global = global;
        this.invocation = invocation;
        SecretFiles pipeline = SecretFiles.create(keySettings()).withDecryptionOrder(order);
        this.files = invocation.asSops() ? pipeline.withFirstDocumentOnly() : pipeline;
    }

    private KeySettings keySettings() {
        KeySettings settings = KeySettings.ofEnvironment(this.invocation.environment());
        KeySettings asNamed = this.invocation.asSops() ? settings.followingSops() : settings;
        return this.invocation
                .prompt()
                .get()
                .map((prompt) -> asNamed.withPrompt(prompt).withTotalTimeout(TIME_FOR_A_PERSON))
                .orElse(asNamed);
    }

    /**
     * Sets the pipeline up for a file.
     *
     * @param subject the file, or the one whose name is used in its place, by which configuration is found
     * @return the pipeline; to close it leaves this open
     */
    Workbench bench(Path subject) {
        return new Workbench(this, subject, () -> {});
    }

    Arguments arguments() {
        return this.arguments;
    }

    GlobalFlags global() {
        return this.global;
    }

    Invocation invocation() {
        return this.invocation;
    }

    SecretFiles files() {
        return this.files;
    }

    /** Returns the configuration for a file, empty when there is none. */
    Optional<SopsConfig> config(Path subject) {
        String named = this.global.config();
        if (!named.isEmpty()) {
            return this.configs.computeIfAbsent(
                    this.invocation.resolve(named), (file) -> Optional.of(readConfig(file)));
        }
        Path parent = subject.toAbsolutePath().getParent();
        Path start = (this.invocation.asSops() || parent == null) ? this.invocation.directory() : parent;
        return this.configs.computeIfAbsent(start, this::findConfig);
    }

    private Optional<SopsConfig> findConfig(Path start) {
        Optional<Path> found = SopsConfig.find(start);
        if (found.isEmpty()) {
            SopsConfig.findMistaken(start)
                    .ifPresent((path) -> this.invocation.note(
                            path + " is ignored: the file must be called " + SopsConfig.FILE_NAME));
        }
        return found.map(Workroom::readConfig);
    }

    private static SopsConfig readConfig(Path file) {
        try {
            return SopsConfig.read(file);
        } catch (SecretsException ex) {
            // Whatever is wrong with it, it is the configuration and not the input.
            throw new SecretsException(Reason.INVALID_CONFIGURATION, ex.location(), ex.problem(), ex.action(), ex);
        }
    }

    @Override
    public void close() {
        this.files.close();
    }
}
