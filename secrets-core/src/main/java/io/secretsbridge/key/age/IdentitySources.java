package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All places where identities are looked for. Each is read once, when the first file needs it. A place that fails does not stop the
 * others; what it said is told when nothing fits.
 */
final class IdentitySources implements AutoCloseable {

    static final String KEY_VARIABLE = "SOPS_AGE_KEY";

    static final String KEY_FILE_VARIABLE = "SOPS_AGE_KEY_FILE";

    static final String KEY_COMMAND_VARIABLE = "SOPS_AGE_KEY_CMD";

    static final String FILES_PROPERTY = "age.identity-files";

    static final String USE_DEFAULT_FILE_PROPERTY = "age.use-default-keys-file";

    /** How many recipients an error lists before it only counts. */
    private static final int MAX_LISTED = 10;

    private final List<Supplier<SourceResult>> sources;

    private final @Nullable IdentityCommand command;

    private final String advice;

    private @Nullable List<SourceResult> standing;

    private final Map<String, SourceResult> fromCommand = new HashMap<>();

    private IdentitySources(List<Supplier<SourceResult>> sources, @Nullable IdentityCommand command, String advice) {
        this.sources = sources;
        this.command = command;
        this.advice = advice;
    }

    static IdentitySources of(KeySettings settings) {
        return settings.usesEnvironment() ? ofEnvironment(settings) : ofProperties(settings);
    }

    private static IdentitySources ofEnvironment(KeySettings settings) {
        Path defaultFile = AgeKeysFile.defaultPath(settings);
        List<Supplier<SourceResult>> sources = List.of(
                () -> settings.environment(KEY_VARIABLE)
                        .map((text) -> text(KEY_VARIABLE, text))
                        .orElseGet(() -> SourceResult.absent(KEY_VARIABLE, "not set")),
                () -> settings.environment(KEY_FILE_VARIABLE)
                        .map((path) -> file(KEY_FILE_VARIABLE + " " + path, path, settings))
                        .orElseGet(() -> SourceResult.absent(KEY_FILE_VARIABLE, "not set")),
                () -> defaultFile(defaultFile, settings));
        IdentityCommand command = settings.environment(KEY_COMMAND_VARIABLE)
                .map((text) -> new IdentityCommand(text, settings.environment(), settings.callTimeout()))
                .orElse(null);
        return new IdentitySources(
                sources,
                command,
                "Put the identity of one of the file's age recipients into " + defaultFile
                        + ", or name the file that holds it in " + KEY_FILE_VARIABLE);
    }

    private static IdentitySources ofProperties(KeySettings settings) {
        List<Supplier<SourceResult>> sources = new ArrayList<>();
        List<String> paths = settings.property(FILES_PROPERTY).stream()
                .flatMap((list) -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter((path) -> !path.isEmpty())
                .toList();
        if (paths.isEmpty()) {
            sources.add(() -> SourceResult.absent("secrets-bridge." + FILES_PROPERTY, "not set"));
        }
        for (String path : paths) {
            sources.add(() -> file(path, path, settings));
        }
        if (settings.property(USE_DEFAULT_FILE_PROPERTY)
                .map((value) -> !value.strip().equalsIgnoreCase("false"))
                .orElse(true)) {
            sources.add(() -> defaultFile(AgeKeysFile.defaultPath(settings), settings));
        }
        return new IdentitySources(
                sources,
                null,
                "Name the file that holds the identity of one of the file's age recipients in secrets-bridge."
                        + FILES_PROPERTY);
    }

    private static SourceResult text(String source, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return read(source, () -> content, true);
    }

    private static SourceResult file(String source, String path, KeySettings settings) {
        return read(source, () -> KeysFileReader.read(path(path), settings.followsSops()), false);
    }

    private static SourceResult defaultFile(Path file, KeySettings settings) {
        SourceResult result = file(file.toString(), file.toString(), settings);
        return (result.problem() == Reason.NOT_FOUND) ? SourceResult.absent(result.source(), "not there") : result;
    }

    private static SourceResult read(String source, Supplier<byte[]> content, boolean severalPerLine) {
        byte[] bytes = {};
        try {
            bytes = content.get();
            return SourceResult.found(source, IdentityText.parse(bytes, severalPerLine));
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            return SourceResult.failed(source, ex);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION, Location.NONE, "this is no path of this system", "Check the path");
        }
    }

    /** Returns what all sources gave that do not depend on the recipient. */
    synchronized List<SourceResult> standing() {
        if (this.standing == null) {
            this.standing = this.sources.stream().map(Supplier::get).toList();
        }
        return this.standing;
    }

    boolean hasCommand() {
        return this.command != null;
    }

    /** Returns what the command gives for a recipient; it is asked once for each, and one at a time: it may ask a person. */
    synchronized SourceResult askCommand(String recipient) {
        IdentityCommand asked = Objects.requireNonNull(this.command, "there is no command");
        return this.fromCommand.computeIfAbsent(
                recipient, (key) -> read(KEY_COMMAND_VARIABLE, () -> asked.run(key), false));
    }

    SecretsException nothingFits(List<SourceResult> results) {
        Set<String> tried = new LinkedHashSet<>();
        String action = null;
        for (SourceResult result : results) {
            result.identities().forEach((identity) -> tried.add(identity.recipient()));
            if (action == null) {
                action = result.action();
            }
        }
        String looked = results.stream()
                .map((result) -> result.source() + " (" + result.state() + ")")
                .collect(Collectors.joining(", "));
        return new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                (tried.isEmpty() ? "no age identity was found" : "no identity fits, tried those of " + list(tried))
                        + "; looked at " + looked,
                (action != null) ? action : this.advice);
    }

    private static String list(Set<String> recipients) {
        String listed = recipients.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        int more = recipients.size() - MAX_LISTED;
        return (more > 0) ? listed + " and " + more + " more" : listed;
    }

    @Override
    public synchronized void close() {
        List<SourceResult> all = new ArrayList<>(this.fromCommand.values());
        if (this.standing != null) {
            all.addAll(this.standing);
        }
        all.forEach((result) -> result.identities().forEach(AgeIdentity::close));
    }
}
