package io.secretsbridge;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeys;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Metadata;
import io.secretsbridge.sops.Opened;
import io.secretsbridge.sops.Opener;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Sealer;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.Version;
import io.secretsbridge.sops.store.Store;
import io.secretsbridge.sops.store.StoreOptions;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline from the bytes of a sealed file to its plain trees and back, which every door goes through: applications,
 * the command line and {@link Secrets}. It touches no file itself. Thread-safe.
 *
 * <p>What {@code with…} methods return shares the key ring of the original: closing one closes all.
 */
public final class SecretFiles implements AutoCloseable {

    private final KeyRing keyRing;

    private final StoreOptions storeOptions;

    private final boolean firstDocumentOnly;

    private final Clock clock;

    private SecretFiles(KeyRing keyRing, StoreOptions storeOptions, boolean firstDocumentOnly, Clock clock) {
        this.keyRing = keyRing;
        this.storeOptions = storeOptions;
        this.firstDocumentOnly = firstDocumentOnly;
        this.clock = clock;
    }

    /**
     * Creates a pipeline with the key providers that are on the class path.
     *
     * @param settings where providers find configuration and credentials
     * @return the pipeline, which the caller closes
     */
    public static SecretFiles create(KeySettings settings) {
        return of(KeyRing.create(settings), Clock.systemUTC());
    }

    static SecretFiles of(KeyRing keyRing, Clock clock) {
        return new SecretFiles(keyRing, StoreOptions.DEFAULT, false, clock);
    }

    /**
     * Returns a pipeline that tries kinds of keys in another order.
     *
     * @param kinds the kinds to try first, for example {@code age}, {@code kms}
     * @return the pipeline
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when a kind occurs twice
     */
    public SecretFiles withDecryptionOrder(List<String> kinds) {
        return new SecretFiles(this.keyRing.withOrder(kinds), this.storeOptions, this.firstDocumentOnly, this.clock);
    }

    /**
     * Returns a pipeline that lays files out in another way.
     *
     * @param options how files are laid out when they are written
     * @return the pipeline
     */
    public SecretFiles withStoreOptions(StoreOptions options) {
        return new SecretFiles(this.keyRing, options, this.firstDocumentOnly, this.clock);
    }

    /**
     * Returns a pipeline that writes only the first document of several where the format holds one (JSON, dotenv), and all as one
     * in INI, as {@code sops} does. Documents are lost that way, so without this it is an error.
     *
     * @return the pipeline
     */
    public SecretFiles withFirstDocumentOnly() {
        return new SecretFiles(this.keyRing, this.storeOptions, true, this.clock);
    }

    private List<MapNode> fitting(List<MapNode> branches, Format out) {
        if (!this.firstDocumentOnly || branches.size() < 2) {
            return branches;
        }
        return switch (out) {
            case JSON, DOTENV -> branches.subList(0, 1);
            case INI ->
                List.of(new MapNode(
                        branches.stream()
                                .flatMap((branch) -> branch.items().stream())
                                .toList(),
                        branches.get(0).position()));
            case YAML, BINARY -> branches;
        };
    }

    /**
     * Opens a sealed file: unlocks its data key, authenticates every value, and checks the MAC over the whole.
     *
     * @param source the sealed file
     * @param format its format
     * @return the opened file, which the caller closes
     * @throws SecretsException with reason {@code MALFORMED}, {@code LIMIT_EXCEEDED} or {@code NOT_SEALED} when the file
     * cannot be read as such, {@code KEY_UNAVAILABLE} when no key fits, {@code VALUE_TAMPERED} or {@code MAC_MISMATCH} when
     * it is not what was sealed, {@code TIMED_OUT} or {@code INTERRUPTED} when a key service did not answer
     */
    public OpenedFile open(Source source, Format format) {
        return open(source, format, Opener::open);
    }

    /**
     * Opens a sealed file that was read before.
     *
     * @param file the sealed file
     * @return the opened file, which the caller closes
     * @throws SecretsException as {@link #open(Source, Format)}, for all but how the file is read
     */
    public OpenedFile open(SealedFile file) {
        return open(file, Opener::open);
    }

    /**
     * Opens a sealed file whose MAC need not match. Whoever could write to the file may then have removed, repeated or
     * rolled back values, so this is only for rescuing a file by hand.
     *
     * @param source the sealed file
     * @param format its format
     * @return the opened file, which the caller closes
     * @throws SecretsException as {@link #open(Source, Format)}, without {@code MAC_MISMATCH}
     */
    public OpenedFile openIgnoringMac(Source source, Format format) {
        return open(source, format, Opener::openIgnoringMac);
    }

    /** How a document is opened with its data key. */
    private interface Opening {
        Opened open(Document document, DataKey dataKey, Source source);
    }

    private OpenedFile open(Source source, Format format, Opening opening) {
        this.keyRing.prepare();
        return open(read(source, format), opening);
    }

    private OpenedFile open(SealedFile sealed, Opening opening) {
        Metadata metadata = sealed.metadata();
        Source source = sealed.source();
        DataKey dataKey = this.keyRing.unlock(metadata.keyGroups(), metadata.shamirThreshold(), source.location());
        boolean opened = false;
        try {
            OpenedFile file = new OpenedFile(
                    source, sealed.format(), metadata, dataKey, opening.open(sealed.document(), dataKey, source));
            opened = true;
            return file;
        } finally {
            if (!opened) {
                dataKey.close();
            }
        }
    }

    /**
     * Seals a plain file under a new data key. A binary file is sealed as a whole: selectors and
     * {@code macOnlyEncrypted} do not apply.
     *
     * @param plain the plain file
     * @param in its format
     * @param out the format of the sealed file
     * @param request who may open the file and which values are sealed
     * @return the bytes of the sealed file
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED} when the file cannot be read,
     * {@code EMPTY} when it holds no document, {@code ALREADY_SEALED} when it uses the reserved key {@code sops},
     * {@code INVALID_ARGUMENT}, {@code INVALID_KEY} or {@code WRAP_FAILED} when the request cannot be met,
     * {@code SEAL_FAILED} when what would be written could not be opened again, {@code NOT_EXPRESSIBLE} when the output format
     * cannot hold the tree
     */
    public byte[] seal(Source plain, Format in, Format out, SealRequest request) {
        return seal(store(in).readPlain(plain), in == Format.BINARY, out, request, plain.name());
    }

    /**
     * Seals plain trees under a new data key.
     *
     * @param branches the plain trees, one for each document
     * @param out the format of the sealed file
     * @param request who may open the file and which values are sealed
     * @return the bytes of the sealed file
     * @throws SecretsException as {@link #seal(Source, Format, Format, SealRequest)}
     */
    public byte[] seal(List<MapNode> branches, Format out, SealRequest request) {
        return seal(branches, out == Format.BINARY, out, request, null);
    }

    private byte[] seal(
            List<MapNode> documents, boolean whole, Format out, SealRequest request, @Nullable String name) {
        Store store = store(out);
        List<MapNode> branches = fitting(documents, out);
        checkSealable(branches, store, name);
        Instant now = this.clock.instant();
        try (DataKey dataKey = DataKey.generate()) {
            MasterKeys keys = new MasterKeys(request.keyGroups(), request.shamirThreshold());
            Metadata metadata = new Metadata(
                    this.keyRing.wrap(dataKey, keys.groups(), keys.threshold(), now),
                    keys.writtenThreshold(),
                    "",
                    "",
                    whole ? Selector.DEFAULT : request.selector().explicit(),
                    !whole && request.macOnlyEncrypted(),
                    Metadata.COMPATIBLE_VERSION);
            return written(Sealer.seal(branches, metadata, dataKey, now, name), store, dataKey, name);
        }
    }

    /**
     * Seals changed trees of an opened file again under its own data key, with a new MAC and {@code lastmodified}. A value
     * that stayed at its key path keeps its sealed text byte for byte.
     *
     * @param file the opened file
     * @param changed the plain trees to seal
     * @param out the format of the sealed file
     * @return the bytes of the sealed file
     * @throws SecretsException as {@link #seal(Source, Format, Format, SealRequest)}, but for keys
     */
    public byte[] reseal(OpenedFile file, List<MapNode> changed, Format out) {
        return reseal(file, changed, file.metadata(), out);
    }

    /**
     * Seals an opened file again after it was edited as a whole, as {@code sops edit} does: like {@link #reseal}, and the
     * version in the metadata becomes {@link Metadata#COMPATIBLE_VERSION} if it was lower.
     *
     * @param file the opened file
     * @param changed the plain trees to seal
     * @param out the format of the sealed file
     * @return the bytes of the sealed file
     * @throws SecretsException as {@link #reseal}
     */
    public byte[] resealEdited(OpenedFile file, List<MapNode> changed, Format out) {
        Metadata metadata = file.metadata();
        return reseal(
                file,
                changed,
                metadata.withVersion(Version.newer(metadata.version(), Metadata.COMPATIBLE_VERSION)),
                out);
    }

    /**
     * Seals changed trees of an opened file again under its own data key and other metadata, for example with keys added.
     *
     * @param file the opened file
     * @param changed the plain trees to seal
     * @param metadata the metadata, of which the MAC and the time are made new
     * @param out the format of the sealed file
     * @return the bytes of the sealed file
     * @throws SecretsException as {@link #reseal}
     */
    public byte[] reseal(OpenedFile file, List<MapNode> changed, Metadata metadata, Format out) {
        Store store = store(out);
        String name = file.source().name();
        List<MapNode> branches = fitting(changed, out);
        checkSealable(branches, store, name);
        Metadata explicit = metadata.withSelector(metadata.selector().explicit());
        Document document =
                Sealer.reseal(file.opened(), branches, explicit, file.dataKey(), this.clock.instant(), name);
        return written(document, store, file.dataKey(), name);
    }

    /**
     * Seals an opened file again under a new data key, so that every sealed text changes. The version in the metadata stays,
     * and so do the times at which keys were added.
     *
     * @param file the opened file
     * @param keys who shall be able to open the file
     * @param out the format of the sealed file
     * @return the bytes of the sealed file
     * @throws SecretsException as {@link #seal(Source, Format, Format, SealRequest)}
     */
    public byte[] rotate(OpenedFile file, MasterKeys keys, Format out) {
        Store store = store(out);
        String name = file.source().name();
        List<MapNode> branches = fitting(file.branches(), out);
        checkSealable(branches, store, name);
        Instant now = this.clock.instant();
        try (DataKey dataKey = DataKey.generate()) {
            Metadata metadata = wrapped(file.metadata(), keys, dataKey, now);
            return written(Sealer.seal(branches, metadata, dataKey, now, name), store, dataKey, name);
        }
    }

    /**
     * Reads a sealed file without opening it.
     *
     * @param source the sealed file
     * @param format its format
     * @return the file
     * @throws SecretsException with reason {@code MALFORMED}, {@code LIMIT_EXCEEDED} or {@code NOT_SEALED}
     */
    public SealedFile read(Source source, Format format) {
        return new SealedFile(source, format, store(format).read(source));
    }

    /**
     * Gives a sealed file other master keys. Its data key stays, and with it every sealed text, the MAC and
     * {@code lastmodified}. Somebody who could open the file before may have kept the data key: to shut them out,
     * {@linkplain #rotate rotate} the file and change the secrets in it.
     *
     * @param file the sealed file
     * @param keys who shall be able to open the file
     * @param out the format of the sealed file
     * @return the bytes of the sealed file
     * @throws SecretsException with reason {@code KEY_UNAVAILABLE} when no key fits, {@code MAC_MISMATCH} when the data key that the keys
     * of the file give opens neither its MAC nor any of its values, {@code INVALID_ARGUMENT}, {@code INVALID_KEY} or
     * {@code WRAP_FAILED} when the data key cannot be wrapped so, {@code SEAL_FAILED} or {@code NOT_EXPRESSIBLE} when the format
     * cannot hold the file, {@code TIMED_OUT} or {@code INTERRUPTED}
     */
    public byte[] rewrap(SealedFile file, MasterKeys keys, Format out) {
        Metadata metadata = file.metadata();
        Source source = file.source();
        try (DataKey dataKey =
                this.keyRing.unlock(metadata.keyGroups(), metadata.shamirThreshold(), source.location())) {
            Document rewrapped =
                    new Document(file.document().branches(), wrapped(metadata, keys, dataKey, this.clock.instant()));
            if (opens(file.document(), dataKey, source)) {
                return written(rewrapped, store(out), dataKey, source.name());
            }
            checkFits(file.document(), dataKey, source);
            return store(out).write(rewrapped);
        }
    }

    /** Over the wrapped keys of the true data key, another one would be the end of the file. */
    private static void checkFits(Document document, DataKey dataKey, Source source) {
        if (!Opener.fits(document, dataKey, source)) {
            throw new SecretsException(
                    Reason.MAC_MISMATCH,
                    source.location(),
                    "the data key that the sops block gives opens neither the MAC nor any value of the file, so it is not"
                            + " wrapped for other keys",
                    "Restore the file from version control, or ask who changed it");
        }
    }

    /** A file that is damaged already may still get other keys: its MAC stays as wrong as it is. */
    private static boolean opens(Document document, DataKey dataKey, Source source) {
        try {
            Opener.open(document, dataKey, source).close();
            return true;
        } catch (SecretsException ex) {
            return false;
        }
    }

    private Metadata wrapped(Metadata metadata, MasterKeys keys, DataKey dataKey, Instant now) {
        Map<MasterKey, String> times = new HashMap<>();
        for (KeyGroup group : metadata.keyGroups()) {
            for (WrappedKey key : group.keys()) {
                if (key.createdAt() != null) {
                    times.putIfAbsent(key.masterKey(), key.createdAt());
                }
            }
        }
        List<KeyGroup> groups = this.keyRing.wrap(dataKey, keys.groups(), keys.threshold(), now).stream()
                .map((group) -> new KeyGroup(group.keys().stream()
                        .map((key) -> new WrappedKey(
                                key.masterKey(), key.wrapped(), times.getOrDefault(key.masterKey(), key.createdAt())))
                        .toList()))
                .toList();
        return metadata.withKeyGroups(groups, keys.writtenThreshold())
                .withSelector(metadata.selector().explicit());
    }

    /**
     * Writes a document, and opens what was written: a file that does not open again is lost. It can happen where the format
     * does not keep what decides, as with a selector by comments that the format drops or moves.
     */
    private static byte[] written(Document document, Store store, DataKey dataKey, @Nullable String name) {
        byte[] sealed = store.write(document);
        Source source = Source.of((name == null) ? "the sealed file" : name, sealed);
        try {
            Opener.open(store.read(source), dataKey, source).close();
            return sealed;
        } catch (SecretsException ex) {
            boolean byComment = document.metadata().selector().kind().byComment();
            throw new SecretsException(
                    Reason.SEAL_FAILED,
                    new Location(name, 0, 0, null),
                    byComment
                            ? "the file would not open again: its comments, by which values are selected, do not keep their"
                                    + " places when it is written"
                            : "the file would not open again, so it was not written: " + ex.problem(),
                    byComment
                            ? "Select values by their keys instead"
                            : "Please report this with the layout of the file, without its values",
                    ex);
        }
    }

    private static void checkSealable(List<MapNode> branches, Store store, @Nullable String name) {
        Location location = new Location(name, 0, 0, null);
        if (branches.isEmpty()) {
            throw new SecretsException(
                    Reason.EMPTY,
                    location,
                    "the file is completely empty; it must contain at least one document",
                    "Put at least one key into it");
        }
        if (branches.stream().anyMatch(store::usesReservedKey)) {
            throw new SecretsException(
                    Reason.ALREADY_SEALED,
                    location,
                    "the file uses the key '" + Metadata.KEY + "', in which sealed files keep their metadata",
                    "If it is sealed already, edit it instead; if not, rename that key");
        }
    }

    /**
     * Reads a plain file.
     *
     * @param source the plain file
     * @param format its format
     * @return one tree for each document
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public List<MapNode> readPlain(Source source, Format format) {
        return store(format).readPlain(source);
    }

    /**
     * Writes plain trees.
     *
     * @param branches one tree for each document
     * @param out the format
     * @return the bytes, which the caller wipes after use
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when the format cannot hold the trees
     */
    public byte[] plain(List<MapNode> branches, Format out) {
        return store(out).writePlain(fitting(branches, out));
    }

    /**
     * Writes one node of a plain tree: a map as a file of its own, anything else as {@code sops decrypt --extract} does.
     *
     * @param node the node
     * @param out the format
     * @return the bytes, which the caller wipes after use
     * @throws SecretsException with reason {@code NOT_EXPRESSIBLE} when the format cannot hold the node
     */
    public byte[] value(Node node, Format out) {
        return (node instanceof MapNode map)
                ? plain(List.of(map), out)
                : store(out).writeValue(node);
    }

    /**
     * Reads one value in JSON: an object, a list, a string, a number, a boolean or null.
     *
     * @param json the text
     * @return the value
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED}
     */
    public Node readValue(Source json) {
        return Stores.readJsonValue(json);
    }

    /**
     * Tells whether a file is sealed, without any key.
     *
     * @param source the file
     * @param format its format
     * @return the status
     * @throws SecretsException with reason {@code MALFORMED} or {@code LIMIT_EXCEEDED} when the file cannot be read
     */
    public FileStatus status(Source source, Format format) {
        try {
            return read(source, format).status();
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.NOT_SEALED) {
                return new FileStatus(false);
            }
            throw ex;
        }
    }

    /**
     * Returns the key ring, to read and to name keys with.
     *
     * @return the key ring, which is closed with this
     */
    public KeyRing keyRing() {
        return this.keyRing;
    }

    private Store store(Format format) {
        return Stores.of(format, this.storeOptions);
    }

    /** Closes the key ring: forgets what was unlocked and ends connections. Opened files stay open. */
    @Override
    public void close() {
        this.keyRing.close();
    }
}
