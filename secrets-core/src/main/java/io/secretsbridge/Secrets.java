package io.secretsbridge;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.mount.MountOptions;
import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountedDirectory;
import io.secretsbridge.mount.MountedFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.token.KeyUri;
import io.secretsbridge.token.ValueSealer;
import io.secretsbridge.tree.FlattenedTree;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets of a sealed file or of a mounted directory, by name.
 *
 * <pre>{@code
 * try (Secrets secrets = Secrets.open(Path.of("secrets.yaml"))) {
 *     connect(secrets.get("db.password").exposeChars());
 * }
 * }</pre>
 *
 * <p>The names of a file are those that Spring Boot gives to YAML: keys joined by dots, list elements as {@code [0]}
 * ({@link FlattenedTree} has the details). The content of a sealed file that is neither YAML, JSON, dotenv nor INI has the
 * name {@code data}. The names of a directory are the paths of its files with dots for slashes.
 *
 * <p>Immutable and thread-safe. {@link #close()} wipes all values, those that were handed out included.
 */
public final class Secrets implements AutoCloseable {

    private final String source;

    private final Map<String, SecretValue> values;

    private Secrets(String source, Map<String, SecretValue> values) {
        this.source = source;
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Opens a sealed file with the keys that {@code sops} would use: for age, the default keys file of the platform and
     * what the {@code SOPS_AGE_…} variables name.
     *
     * @param file the file, whose format its name tells
     * @return the secrets, which the caller closes
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code MALFORMED}, {@code NOT_SEALED} or
     * {@code LIMIT_EXCEEDED} when it cannot be read, {@code KEY_UNAVAILABLE} when no key fits, {@code VALUE_TAMPERED} or
     * {@code MAC_MISMATCH} when it is not what was sealed
     */
    public static Secrets open(Path file) {
        return open(file, KeySettings.ofEnvironment(System.getenv()));
    }

    /**
     * Opens a sealed file.
     *
     * @param file the file, whose format its name tells
     * @param settings where to find keys
     * @return the secrets, which the caller closes
     * @throws SecretsException as {@link #open(Path)}
     */
    public static Secrets open(Path file, KeySettings settings) {
        Source source = Source.read(file);
        try (SecretFiles files = SecretFiles.create(settings);
                OpenedFile opened = files.open(source, Format.ofFileName(source.name()))) {
            Map<String, SecretValue> values = new LinkedHashMap<>();
            FlattenedTree.of(opened.branches(), source.name())
                    .leaves()
                    .forEach((name, leaf) -> values.put(name, secret(leaf.value())));
            return new Secrets(source.name(), values);
        }
    }

    /**
     * Reads a directory in which each file is a secret, such as a mounted Kubernetes Secret, at one moment. Sealed files in
     * it are not opened: use {@link #open(Path)} for them. A final newline of a file of one line is left out.
     *
     * @param directory the directory
     * @return the secrets, which the caller closes
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code LIMIT_EXCEEDED},
     * {@code INVALID_CONFIGURATION}, {@code TIMED_OUT} or {@code INTERRUPTED}
     */
    public static Secrets mounted(Path directory) {
        MountSnapshot snapshot = MountedDirectory.read(directory, MountOptions.DEFAULT);
        Map<String, SecretValue> values = new LinkedHashMap<>();
        for (MountedFile file : snapshot.files()) {
            byte[] bytes = file.isText() ? file.exposeText().getBytes(StandardCharsets.UTF_8) : file.exposeBytes();
            values.put(file.name(), SecretValue.owning(bytes));
        }
        return new Secrets(directory.toString(), values);
    }

    /**
     * Seals one value on its own, for a place where a whole file does not fit, with keys as {@link #open(Path)} finds them. It opens
     * under its name only. Needs {@code io.secretsbridge:secrets-tink} on the class path.
     *
     * @param name the name of the value, for example {@code spring.datasource.password}
     * @param value the value, at most 64 KiB
     * @param keys the URIs of the master keys, of which any one opens it, for example {@code age:age1…} or {@code kms:arn:aws:kms:…};
     * see {@link KeyUri}
     * @return the text {@code ENC[TINK_V1,…]}, whose form {@link ValueSealer} describes
     * @throws SecretsException as {@link ValueSealer#seal(SecretValue, String, List)}
     */
    public static String sealValue(String name, SecretValue value, List<String> keys) {
        return sealValue(name, value, keys, KeySettings.ofEnvironment(System.getenv()));
    }

    /**
     * Seals one value on its own.
     *
     * @param name the name of the value, for example {@code spring.datasource.password}
     * @param value the value, at most 64 KiB
     * @param keys the URIs of the master keys, of which any one opens it
     * @param settings where to find keys
     * @return the text {@code ENC[TINK_V1,…]}
     * @throws SecretsException as {@link ValueSealer#seal(SecretValue, String, List)}
     */
    public static String sealValue(String name, SecretValue value, List<String> keys, KeySettings settings) {
        try (KeyRing keyRing = KeyRing.create(settings)) {
            List<MasterKey> masterKeys =
                    keys.stream().map((key) -> KeyUri.parse(key, keyRing)).toList();
            return new ValueSealer(keyRing).seal(value, name, masterKeys);
        }
    }

    /**
     * Opens one value that was sealed on its own, with keys as {@link #open(Path)} finds them. For many values, use one
     * {@link ValueSealer} with one {@link KeyRing}.
     *
     * @param name the name that it was sealed for
     * @param sealed the text {@code ENC[TINK_V1,…]}
     * @return the value, which the caller closes
     * @throws SecretsException as {@link ValueSealer#open(String, String)}
     */
    public static SecretValue openValue(String name, String sealed) {
        return openValue(name, sealed, KeySettings.ofEnvironment(System.getenv()));
    }

    /**
     * Opens one value that was sealed on its own.
     *
     * @param name the name that it was sealed for
     * @param sealed the text {@code ENC[TINK_V1,…]}
     * @param settings where to find keys
     * @return the value, which the caller closes
     * @throws SecretsException as {@link ValueSealer#open(String, String)}
     */
    public static SecretValue openValue(String name, String sealed, KeySettings settings) {
        try (KeyRing keyRing = KeyRing.create(settings)) {
            return new ValueSealer(keyRing).open(sealed, name);
        }
    }

    private static SecretValue secret(ValueNode value) {
        if (value.type() == ValueNode.Type.BOOLEAN) {
            // The canonical True is the format's own; people write true.
            boolean isTrue = value.equals(ValueNode.bool(true, value.position()));
            return SecretValue.owning(String.valueOf(isTrue).getBytes(StandardCharsets.UTF_8));
        }
        return SecretValue.owning(value.toByteArray());
    }

    /**
     * Returns a secret that must be there.
     *
     * @param name its name, for example {@code db.password}
     * @return the secret, wiped when this is closed
     * @throws SecretsException with reason {@code NOT_FOUND} when there is none of that name; the message names similar
     * ones
     */
    public SecretValue get(String name) {
        return find(name).orElseThrow(() -> notFound(name));
    }

    /**
     * Returns a secret that may be there.
     *
     * @param name its name, for example {@code db.password}
     * @return the secret, wiped when this is closed
     */
    public Optional<SecretValue> find(String name) {
        return Optional.ofNullable(this.values.get(name));
    }

    /**
     * Returns the names of all secrets, in the order of the file.
     *
     * @return the names, unmodifiable
     */
    public Set<String> names() {
        return this.values.keySet();
    }

    private SecretsException notFound(String name) {
        List<String> similar = SimilarNames.of(name, names());
        return new SecretsException(
                Reason.NOT_FOUND,
                Location.of(this.source),
                "there is no secret named '" + name + "'"
                        + (similar.isEmpty() ? "" : "; similar names: " + String.join(", ", similar)),
                similar.isEmpty() ? "names() lists what is there" : "Check the spelling");
    }

    /** Wipes all values. */
    @Override
    public void close() {
        this.values.values().forEach(SecretValue::close);
    }

    /** Tells where the secrets are from and how many there are. */
    @Override
    public String toString() {
        return "Secrets[" + this.source + ", " + this.values.size() + " values]";
    }
}
