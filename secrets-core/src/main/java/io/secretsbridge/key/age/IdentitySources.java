package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.Passphrase;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All places where identities are looked for. Each is read once, when the first file needs it. A place that fails does not stop the
 * others; what it said is told when nothing fits.
 */
final class IdentitySources implements AutoCloseable {

    static final String KEY_VARIABLE = "SOPS_AGE_KEY";

    static final String KEY_FILE_VARIABLE = "SOPS_AGE_KEY_FILE";

    static final String KEY_COMMAND_VARIABLE = "SOPS_AGE_KEY_CMD";

    static final String SSH_FILE_VARIABLE = "SOPS_AGE_SSH_PRIVATE_KEY_FILE";

    static final String SSH_COMMAND_VARIABLE = "SOPS_AGE_SSH_PRIVATE_KEY_CMD";

    static final String FILES_PROPERTY = "age.identity-files";

    static final String PASSPHRASE_FILE_PROPERTY = "age.passphrase-file";

    static final String USE_DEFAULT_FILE_PROPERTY = "age.use-default-keys-file";

    /** How many recipients an error lists before it only counts. */
    private static final int MAX_LISTED = 10;

    private static final List<String> DEFAULT_SSH_KEYS = List.of("id_ed25519", "id_rsa");

    private final SourceGroup files;

    private final SourceGroup sshFiles;

    private final List<IdentityCommand> commands;

    private final KeySettings settings;

    private final String advice;

    private final Map<String, SourceResult> fromCommands = new HashMap<>();

    private IdentitySources(
            SourceGroup files,
            SourceGroup sshFiles,
            List<IdentityCommand> commands,
            KeySettings settings,
            String advice) {
        this.files = files;
        this.sshFiles = sshFiles;
        this.commands = commands;
        this.settings = settings;
        this.advice = advice;
    }

    static IdentitySources of(KeySettings settings) {
        return settings.usesEnvironment() ? ofEnvironment(settings) : ofProperties(settings);
    }

    private static IdentitySources ofEnvironment(KeySettings settings) {
        Path defaultFile = AgeKeysFile.defaultPath(settings);
        List<IdentityCommand> commands = new ArrayList<>();
        for (String variable : List.of(KEY_COMMAND_VARIABLE, SSH_COMMAND_VARIABLE)) {
            settings.environment(variable)
                    .map((text) ->
                            new IdentityCommand(variable, text, settings.environment(), Plugins.timeLimit(settings)))
                    .ifPresent(commands::add);
        }
        return new IdentitySources(
                new SourceGroup(List.of(
                        () -> settings.environment(KEY_VARIABLE)
                                .map((text) -> text(text, settings))
                                .orElseGet(() -> SourceResult.absent(KEY_VARIABLE, "not set")),
                        () -> fileOfVariable(KEY_FILE_VARIABLE, settings),
                        () -> defaultFile(defaultFile, settings))),
                new SourceGroup(sshFiles(settings)),
                commands,
                settings,
                "Put the identity of one of the file's age recipients into " + defaultFile
                        + ", or name the file that holds it in " + KEY_FILE_VARIABLE);
    }

    private static List<Supplier<SourceResult>> sshFiles(KeySettings settings) {
        List<Supplier<SourceResult>> sources = new ArrayList<>();
        sources.add(() -> fileOfVariable(SSH_FILE_VARIABLE, settings));
        // As in sops: only a home that the environment names, so that a service without one looks nowhere.
        String home = System.getProperty("os.name", "").startsWith("Windows") ? "USERPROFILE" : "HOME";
        settings.environment(home).ifPresent((directory) -> {
            for (String name : DEFAULT_SSH_KEYS) {
                sources.add(() -> defaultFile(path(directory).resolve(".ssh").resolve(name), settings));
            }
        });
        return sources;
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
                new SourceGroup(sources),
                new SourceGroup(List.of()),
                List.of(),
                settings,
                "Name the file that holds the identity of one of the file's age recipients in secrets-bridge."
                        + FILES_PROPERTY);
    }

    private static SourceResult text(String text, KeySettings settings) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return read(KEY_VARIABLE, () -> content, (bytes) -> keys(KEY_VARIABLE, KEY_VARIABLE, bytes, true, settings));
    }

    /** Reads the content of a keys file, which a passphrase may protect. */
    private static SourceResult keys(
            String source, String place, byte[] bytes, boolean severalPerLine, KeySettings settings) {
        if (LockedKeys.isOne(bytes)) {
            return SourceResult.found(
                    source,
                    new LockedKeys(bytes, new Passphrase(place, settings, PASSPHRASE_FILE_PROPERTY)),
                    "protected by a passphrase");
        }
        return SourceResult.found(source, IdentityText.parse(bytes, severalPerLine, settings));
    }

    private static SourceResult fileOfVariable(String variable, KeySettings settings) {
        return settings.environment(variable)
                .map((path) -> file(variable + " " + path, path, settings))
                .orElseGet(() -> SourceResult.absent(variable, "not set"));
    }

    /** Reads a keys file or an SSH private key, whichever it is. */
    private static SourceResult file(String source, String path, KeySettings settings) {
        return read(source, () -> KeyFile.read(path(path), settings.followsSops()), (bytes) -> {
            if (SshKeyFile.isOne(bytes)) {
                return SourceResult.found(
                        source,
                        SshKeyFile.parse(bytes, path(path), new Passphrase(path, settings, PASSPHRASE_FILE_PROPERTY)),
                        "1 identity");
            }
            return keys(source, path, bytes, false, settings);
        });
    }

    private static SourceResult defaultFile(Path file, KeySettings settings) {
        SourceResult result = file(file.toString(), file.toString(), settings);
        return (result.problem() == Reason.NOT_FOUND) ? SourceResult.absent(result.source(), "not there") : result;
    }

    private static SourceResult read(String source, Supplier<byte[]> content, Function<byte[], SourceResult> parser) {
        byte[] bytes = {};
        try {
            bytes = content.get();
            return parser.apply(bytes);
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

    /**
     * Returns the places to look at, one after the other until something fits: what costs nothing first, commands last, since they
     * may ask a person.
     */
    List<Supplier<List<SourceResult>>> places(AgeRecipient recipient) {
        List<Supplier<List<SourceResult>>> places = new ArrayList<>();
        places.add(this.files::results);
        places.add(() -> this.sshFiles.results().stream()
                // Who seals for an age key need not be told which SSH keys are not there.
                .filter((result) -> recipient.isSsh() || !result.isAbsent())
                .toList());
        for (IdentityCommand command : this.commands) {
            places.add(() -> List.of(ask(command, recipient.text())));
        }
        return places;
    }

    /** Returns what a command gives for a recipient; it is asked once for each, and one at a time. */
    private synchronized SourceResult ask(IdentityCommand command, String recipient) {
        String source = command.variable();
        return this.fromCommands.computeIfAbsent(
                source + " " + recipient,
                (key) -> read(source, () -> command.run(recipient), (bytes) -> {
                    if (source.equals(SSH_COMMAND_VARIABLE)) {
                        return SourceResult.found(source, SshKeyFile.parse(bytes, null, null), "1 identity");
                    }
                    return keys(source, source, bytes, false, this.settings);
                }));
    }

    /** Returns whether an identity of a keys file names a plugin. */
    boolean namePlugin(String plugin) {
        return this.files.results().stream()
                .flatMap((result) -> result.identities().stream())
                .anyMatch((identity) ->
                        identity instanceof PluginIdentity named && named.name().equals(plugin));
    }

    /** Reads the keys files, and returns whether anything was in them. */
    boolean haveIdentities() {
        return this.files.results().stream()
                .anyMatch((result) -> !result.identities().isEmpty());
    }

    SecretsException nothingFits(List<SourceResult> results, List<SecretsException> problems) {
        Set<String> tried = new LinkedHashSet<>();
        String action = problems.isEmpty() ? null : problems.get(0).action();
        for (SourceResult result : results) {
            result.identities().stream()
                    .map(Identity::publicName)
                    .filter((name) -> !name.isEmpty())
                    .forEach(tried::add);
            if (action == null) {
                action = result.action();
            }
        }
        String hindrances = problems.stream()
                .map((problem) -> problem.problem() + "; ")
                .distinct()
                .collect(Collectors.joining());
        String looked = results.stream()
                .map((result) -> result.source() + " (" + result.state() + ")")
                .collect(Collectors.joining(", "));
        return new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                hindrances
                        + (tried.isEmpty()
                                ? "no age identity was found"
                                : "no identity fits, tried those of " + list(tried))
                        + "; looked at " + looked,
                (action != null) ? action : this.advice);
    }

    private static String list(Set<String> recipients) {
        String listed = recipients.stream()
                .limit(MAX_LISTED)
                .map(AgeRecipient::abbreviated)
                .collect(Collectors.joining(", "));
        int more = recipients.size() - MAX_LISTED;
        return (more > 0) ? listed + " and " + more + " more" : listed;
    }

    @Override
    public synchronized void close() {
        this.files.close();
        this.sshFiles.close();
        this.fromCommands.values().forEach((result) -> result.identities().forEach(Identity::close));
    }
}
