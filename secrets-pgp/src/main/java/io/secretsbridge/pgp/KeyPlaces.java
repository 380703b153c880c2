package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.Passphrase;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.jspecify.annotations.Nullable;

/**
 * All places where keys are looked for. They are read once, when the first file needs them. A place that fails does not stop the
 * others; what is wrong with it is told when no key fits.
 */
final class KeyPlaces implements AutoCloseable {

    static final String FILES_VARIABLE = "SECRETS_PGP_KEY_FILES";

    static final String HOME_VARIABLE = "GNUPGHOME";

    static final String FILES_PROPERTY = "pgp.key-files";

    static final String HOME_PROPERTY = "pgp.gnupg-home";

    static final String PASSPHRASE_PROPERTY = "pgp.passphrase-file";

    private final KeySettings settings;

    private final List<String> files;

    private final @Nullable Path home;

    private @Nullable List<KeyPlace> places;

    private @Nullable List<SecretKey> secretKeys;

    private KeyPlaces(KeySettings settings, List<String> files, @Nullable Path home) {
        this.settings = settings;
        this.files = files;
        this.home = home;
    }

    static KeyPlaces of(KeySettings settings) {
        return new KeyPlaces(settings, files(settings), home(settings));
    }

    private static List<String> files(KeySettings settings) {
        List<String> named = settings.list(FILES_PROPERTY);
        Optional<String> variable = settings.environment(FILES_VARIABLE);
        return (named.isEmpty() && variable.isPresent())
                ? settings.withProperties(Map.of(FILES_PROPERTY, variable.get()))
                        .list(FILES_PROPERTY)
                : named;
    }

    /** Returns the directory of gpg that configuration names. */
    static Optional<Path> namedHome(KeySettings settings) {
        return settings.property(HOME_PROPERTY)
                .map(String::strip)
                .filter((path) -> !path.isEmpty())
                .map(KeyPlaces::path);
    }

    /** Returns the directory of gpg, {@code null} when configuration names none and the environment does not count. */
    private static @Nullable Path home(KeySettings settings) {
        Optional<Path> named =
                namedHome(settings).or(() -> settings.environment(HOME_VARIABLE).map(KeyPlaces::path));
        if (named.isPresent() || !settings.usesEnvironment()) {
            return named.orElse(null);
        }
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return settings.environment("APPDATA")
                    .map((directory) -> path(directory).resolve("gnupg"))
                    .orElse(null);
        }
        return path(settings.environment("HOME").orElseGet(() -> System.getProperty("user.home", "")))
                .resolve(".gnupg");
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION, Location.of(text), "this is no path", "Check its spelling", ex);
        }
    }

    private synchronized List<KeyPlace> places() {
        if (this.places == null) {
            List<KeyPlace> read = new ArrayList<>();
            KeyPlaceReader reader = new KeyPlaceReader(this.settings.followsSops());
            for (String file : this.files) {
                read.add(reader.file(path(file)));
            }
            if (this.home != null) {
                read.addAll(reader.home(this.home));
            }
            this.places = read;
        }
        return this.places;
    }

    /** Returns all copies of the public key that is meant. */
    List<PGPPublicKeyRing> publicKeys(Fingerprint fingerprint) {
        return publicRings()
                .filter((ring) -> stream(ring).anyMatch(fingerprint::matches))
                .toList();
    }

    private Stream<PGPPublicKeyRing> publicRings() {
        return places().stream()
                .flatMap((place) -> Stream.concat(
                        place.publicKeys().stream(), place.secretKeys().stream().map(PGPSecretKeyRing::toCertificate)));
    }

    private static Stream<PGPPublicKey> stream(PGPPublicKeyRing ring) {
        return StreamSupport.stream(ring.spliterator(), false);
    }

    /** Returns the secret keys that a message may be for. */
    List<SecretKey> secretKeys(Message message) {
        return found().stream().filter((key) -> message.mayBeFor(key.keyId())).toList();
    }

    private synchronized List<SecretKey> found() {
        if (this.secretKeys == null) {
            List<SecretKey> found = new ArrayList<>();
            for (KeyPlace place : places()) {
                for (PGPSecretKeyRing ring : place.secretKeys()) {
                    ring.getSecretKeys().forEachRemaining((key) -> addOfRing(place, key, found));
                }
                List<SecretKey> ofAgent = new ArrayList<>();
                for (AgentKey key : place.agentKeys()) {
                    publicRings()
                            .flatMap(KeyPlaces::stream)
                            .filter(PGPPublicKey::isEncryptionKey)
                            .filter(key::belongsTo)
                            .forEach((publicKey) -> addOfAgent(place, key, publicKey, ofAgent));
                }
                found.addAll(ofAgent);
            }
            this.secretKeys = found;
        }
        return this.secretKeys;
    }

    private void addOfRing(KeyPlace place, PGPSecretKey key, List<SecretKey> found) {
        if (key.isPrivateKeyEmpty() || !key.getPublicKey().isEncryptionKey()) {
            return;
        }
        if (key.getKeyEncryptionAlgorithm() == SymmetricKeyAlgorithmTags.NULL) {
            found.add(new SecretKey(key.getPublicKey(), (none) -> key.extractPrivateKey(null), null));
        } else {
            found.add(new SecretKey(
                    key.getPublicKey(),
                    (passphrase) -> key.extractPrivateKey(
                            new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(passphrase)),
                    passphrase(place, key.getPublicKey())));
        }
    }

    private void addOfAgent(KeyPlace place, AgentKey key, PGPPublicKey publicKey, List<SecretKey> found) {
        // The public half may lie in two rings, as after a migration, and nobody is to be asked twice.
        if (found.stream().noneMatch((other) -> other.isHalfOf(publicKey))) {
            found.add(new SecretKey(
                    publicKey,
                    (passphrase) -> key.open(publicKey, passphrase),
                    key.isLocked() ? passphrase(place, publicKey) : null));
        }
    }

    private Passphrase passphrase(KeyPlace place, PGPPublicKey key) {
        return new Passphrase(
                "the PGP key " + Fingerprint.keyId(key.getKeyID()) + " in " + place.place(),
                this.settings,
                PASSPHRASE_PROPERTY);
    }

    SecretsException notFound(Fingerprint fingerprint) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "there is no public key " + fingerprint + "; looked at " + states(),
                places().stream()
                        .map(KeyPlace::action)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("Export it (gpg --export --armor " + fingerprint
                                + ") into a file, and name the file in " + filesName()));
    }

    /** Returns where keys were looked for, for an error. */
    String states() {
        List<KeyPlace> looked = places();
        return looked.isEmpty()
                ? filesName() + " (not set)"
                : looked.stream()
                        .map((place) -> place.place() + " (" + place.state() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Returns what to do when no secret key fits. */
    String advice() {
        return places().stream()
                .map(KeyPlace::action)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("Name a file with the secret key of one of the file's PGP keys in " + filesName()
                        + (this.settings.usesEnvironment()
                                ? ", or import it into gpg"
                                : ", or the gpg that has it in secrets-bridge." + Gpg.PROPERTY));
    }

    private String filesName() {
        return this.settings.usesEnvironment() ? FILES_VARIABLE : "secrets-bridge." + FILES_PROPERTY;
    }

    @Override
    public synchronized void close() {
        this.places = List.of();
        this.secretKeys = List.of();
    }
}
