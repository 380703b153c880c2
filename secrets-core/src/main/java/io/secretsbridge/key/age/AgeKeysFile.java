package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds a user's age identities, in the form of {@code age-keygen} and where {@code sops} looks for it.
 *
 * <p>Whether it may be read is decided by the rule of {@link KeyFile}, except that a command that was started under the name
 * {@code sops} accepts any mode.
 */
public final class AgeKeysFile {

    private static final String RELATIVE = "sops/age/keys.txt";

    private AgeKeysFile() {}

    /**
     * Returns where {@code sops} looks for identities when nothing else is said: {@code sops/age/keys.txt} below
     * {@code $XDG_CONFIG_HOME} or {@code ~/.config} on Linux, {@code $XDG_CONFIG_HOME} or {@code ~/Library/Application Support}
     * on macOS, {@code %AppData%} on Windows.
     *
     * @param settings the settings; when they do not come from the environment, the variables that name directories are still
     * taken from there: they are no secrets, and every tool must mean the same file
     * @return the path, whether there is a file or not
     */
    public static Path defaultPath(KeySettings settings) {
        Function<String, @Nullable String> variables = settings.usesEnvironment()
                ? (name) -> settings.environment(name).orElse(null)
                : System::getenv;
        return defaultPath(variables, System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    }

    static Path defaultPath(Function<String, @Nullable String> variables, String os, String userHome) {
        String system = os.toLowerCase(Locale.ROOT);
        Path home = Path.of(set(variables, "HOME").orElse(userHome));
        Optional<Path> xdg = set(variables, "XDG_CONFIG_HOME").map(Path::of);
        Path directory;
        if (system.startsWith("windows")) {
            Path profile = Path.of(userHome);
            directory = set(variables, "AppData")
                    .or(() -> set(variables, "APPDATA"))
                    .map(Path::of)
                    .orElseGet(() -> profile.resolve("AppData").resolve("Roaming"));
        } else if (system.startsWith("mac")) {
            directory = xdg.orElseGet(() -> home.resolve("Library").resolve("Application Support"));
        } else {
            directory = xdg.orElseGet(() -> home.resolve(".config"));
        }
        return directory.resolve(RELATIVE);
    }

    private static Optional<String> set(Function<String, @Nullable String> variables, String name) {
        return Optional.ofNullable(variables.apply(name)).filter((value) -> !value.isEmpty());
    }

    /**
     * Makes a new identity and writes it into a new file, which only its owner can read, in a directory, made if need be, that
     * only its owner can enter. An existing file is never touched.
     *
     * @param file the file
     * @return the recipient of the identity, {@code age1…}
     * @throws SecretsException with reason {@code UNWRITABLE} when the file exists or cannot be written
     */
    public static String create(Path file) {
        try (AgeIdentity identity = AgeIdentity.generate()) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory, mode(directory, "rwx------"));
            }
            write(file, identity, mode(file, "rw-------"));
            return identity.recipient();
        } catch (FileAlreadyExistsException ex) {
            throw new SecretsException(
                    Reason.UNWRITABLE,
                    Location.of(file.toString()),
                    "there is a keys file already, and it was not touched",
                    "Use the identity in it, or move it away first",
                    ex);
        } catch (IOException ex) {
            throw new SecretsException(
                    Reason.UNWRITABLE,
                    Location.of(file.toString()),
                    "the keys file cannot be written (" + ex.getClass().getSimpleName() + ")",
                    "Check the permissions of its directory",
                    ex);
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void write(Path file, AgeIdentity identity, FileAttribute<?>[] mode) throws IOException {
        byte[] text = text(identity, Instant.now());
        try {
            // When this fails, the file is not ours.
            FileChannel channel =
                    FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
            writeOrDelete(channel, ByteBuffer.wrap(text), file);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static void writeOrDelete(FileChannel channel, ByteBuffer text, Path file) throws IOException {
        try (channel) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        } catch (IOException ex) {
            Files.deleteIfExists(file);
            throw ex;
        }
    }

    private static byte[] text(AgeIdentity identity, Instant created) {
        String comments = "# created: " + created.truncatedTo(ChronoUnit.SECONDS) + "\n# public key: "
                + identity.recipient() + "\n";
        char[] secret = identity.exposeText();
        byte[] text =
                Arrays.copyOf(comments.getBytes(StandardCharsets.US_ASCII), comments.length() + secret.length + 1);
        for (int i = 0; i < secret.length; i++) {
            text[comments.length() + i] = (byte) secret[i];
        }
        text[text.length - 1] = '\n';
        Arrays.fill(secret, '\0');
        return text;
    }

    /**
     * Returns the recipients of the identities in a keys file.
     *
     * @param file the file
     * @return the recipients, {@code age1…}, in the file's order; identities of other kinds than X25519 are left out
     * @throws SecretsException with reason {@code NOT_FOUND}, {@code UNREADABLE}, {@code LIMIT_EXCEEDED},
     * {@code INVALID_KEY} when a line is no identity, or {@code INVALID_CONFIGURATION} when every user of the machine can read it
     */
    public static List<String> recipients(Path file) {
        byte[] content = KeyFile.read(file, false);
        try {
            List<Identity> identities = IdentityText.parse(content, false, KeySettings.ofProperties((name) -> null));
            List<String> recipients = identities.stream()
                    .filter(AgeIdentity.class::isInstance)
                    .map(Identity::publicName)
                    .toList();
            identities.forEach(Identity::close);
            return recipients;
        } catch (SecretsException ex) {
            throw new SecretsException(ex.reason(), Location.of(file.toString()), ex.problem(), ex.action(), ex);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
