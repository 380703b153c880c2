package io.secretsbridge.token;

import io.secretsbridge.Location;
import io.secretsbridge.SecretValue;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyGroup;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.token.SealedValue.Slot;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seals single values as text, and opens them, for places where a whole file does not fit: a property in {@code application.yml}, a
 * ConfigMap, a column of a table. Each value has a data key of its own, wrapped by one master key or more, of which any one opens it.
 * A value is bound to its name: under another it does not open. Thread-safe.
 *
 * <p>The text is {@code ENC[TINK_V1,key:…,dek:…,data:…]}, ASCII on one line, and consists of, in this order and with nothing between,
 * before or behind:
 *
 * <ol>
 * <li>{@code ENC[TINK_V1}. Another version is another format.
 * <li>{@code ,key:} and the URI of a master key as {@link KeyUri} has it, at most {@value KeyUri#MAX_LENGTH} characters.
 * <li>{@code ,dek:} and the data key wrapped by that master key: the text that the {@code enc} field of a SOPS file would have, 1 to
 * 16,384 characters, in UTF-8 and base64url without padding. Fields 2 and 3 together occur 1 to 16 times, once for each master key.
 * <li>{@code ,data:} and 60 to 65,596 bytes in base64url without padding: the commitment (32 bytes), the nonce (12), the ciphertext (as
 * long as the value, 0 to 65,536) and the tag (16).
 * <li>{@code ]}
 * </ol>
 *
 * <p>The whole has at most 262,144 characters. Base64url has its one canonical form: unused bits are zero. Anything else is refused.
 *
 * <ul>
 * <li>Data key: 32 random bytes, used for one value.
 * <li>Commitment: HKDF-SHA-256 of the data key, without salt, with the info {@code ENC[TINK_V1] commitment}, 32 bytes. It is compared in
 * constant time before anything is decrypted. AES-GCM alone lets somebody make a ciphertext that opens under two keys to two values;
 * with it, whoever can open a value sees the same one.
 * <li>Ciphertext: Tink's AES-256-GCM with a random nonce. Its key is HKDF-SHA-256 of the data key, without salt, with the info
 * {@code ENC[TINK_V1] encryption}, 32 bytes. Its associated data are the fields 1 to 3 as they stand in the text, a zero byte, and
 * what the value is bound to: its name in UTF-8, or the bytes that the caller gives.
 * </ul>
 *
 * <p>What this does not hide: how long the value is, and which master keys open it. Whoever can wrap by a master key, which for age, PGP
 * and Azure is everybody, can also make a value that opens under any name; what is sealed is not signed.
 */
public final class ValueSealer {

    /** The most bytes of a value: 64 KiB. */
    public static final int MAX_VALUE = 64 * 1024;

    /** The most bytes that a value can be bound to: 64 KiB. */
    public static final int MAX_ASSOCIATED_DATA = 64 * 1024;

    /** How every version of this format begins. */
    private static final String ANY_VERSION = "ENC[TINK_";

    private static final String COMMITMENT = "ENC[TINK_V1] commitment";

    private static final String ENCRYPTION = "ENC[TINK_V1] encryption";

    private static final int COMMITMENT_LENGTH = 32;

    private static final int NONCE_AND_TAG_LENGTH = 12 + 16;

    private final KeyRing keyRing;

    /**
     * Creates a sealer.
     *
     * @param keyRing wraps and unwraps data keys; the caller closes it
     */
    public ValueSealer(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    /**
     * Returns whether a text is meant to be a sealed value of this format, in any version and however damaged. Whoever opens sealed
     * values among others must not use such a text as it is.
     *
     * @param text any text
     * @return whether the beginning of one is in it
     */
    public static boolean looksSealed(String text) {
        return text.contains(ANY_VERSION);
    }

    /**
     * Seals a value.
     *
     * @param value the value, at most {@value #MAX_VALUE} bytes
     * @param name its name, for example that of a property
     * @param keys the master keys, of which any one opens it
     * @return the text
     * @throws SecretsException with reason {@code INVALID_ARGUMENT} when there is no name or no key, {@code LIMIT_EXCEEDED},
     * {@code INVALID_KEY} or {@code WRAP_FAILED} when a key cannot be used, {@code INVALID_CONFIGURATION} when Tink or the provider of
     * a key is not on the class path, {@code TIMED_OUT} or {@code INTERRUPTED}
     */
    public String seal(SecretValue value, String name, List<MasterKey> keys) {
        return seal(value, bytes(name), keys, location(name));
    }

    /**
     * Seals a value that is bound to something else than a name.
     *
     * @param value the value, at most {@value #MAX_VALUE} bytes
     * @param associatedData what it is bound to, at most {@value #MAX_ASSOCIATED_DATA} bytes; it is neither kept nor secret
     * @param keys the master keys, of which any one opens it
     * @return the text
     * @throws SecretsException as {@link #seal(SecretValue, String, List)}
     */
    public String seal(SecretValue value, byte[] associatedData, List<MasterKey> keys) {
        return seal(value, associatedData, keys, Location.NONE);
    }

    private String seal(SecretValue value, byte[] associatedData, List<MasterKey> keys, Location where) {
        List<MasterKey> distinct = List.copyOf(new LinkedHashSet<>(keys));
        if (distinct.isEmpty()) {
            throw new SecretsException(
                    Reason.INVALID_ARGUMENT, where, "no key is named that could open the value", "Name one or more");
        }
        limit("keys", distinct.size(), SealedValue.MAX_KEYS, where);
        limit("bytes in the value", value.length(), MAX_VALUE, where);
        limit("bytes that the value is bound to", associatedData.length, MAX_ASSOCIATED_DATA, where);
        requireTink(where);
        try (DataKey dataKey = DataKey.generate()) {
            List<KeyGroup> wrapped = this.keyRing.wrap(dataKey, List.of(distinct), 0, Instant.EPOCH);
            List<Slot> slots = wrapped.get(0).keys().stream()
                    .map((key) -> new Slot(KeyUri.of(key.masterKey(), this.keyRing), key.wrapped()))
                    .toList();
            String text = new SealedValue(slots, seal(dataKey, value, bound(slots, associatedData))).toString();
            if (SealedValue.parse(text) == null) {
                throw new SecretsException(
                        Reason.LIMIT_EXCEEDED,
                        where,
                        "the keys and the value together are too long for one sealed value",
                        "Seal for fewer keys, or use a sealed file");
            }
            return text;
        }
    }

    private static byte[] seal(DataKey dataKey, SecretValue value, byte[] bound) {
        byte[] commitment = derive(dataKey, COMMITMENT);
        byte[] key = derive(dataKey, ENCRYPTION);
        byte[] plaintext = value.exposeBytes();
        byte[] ciphertext = Tink.seal(key, plaintext, bound);
        Arrays.fill(plaintext, (byte) 0);
        Arrays.fill(key, (byte) 0);
        byte[] data = Arrays.copyOf(commitment, COMMITMENT_LENGTH + ciphertext.length);
        System.arraycopy(ciphertext, 0, data, COMMITMENT_LENGTH, ciphertext.length);
        return data;
    }

    /**
     * Opens a sealed value.
     *
     * @param sealed the text
     * @param name the name that it was sealed for
     * @return the value, which the caller closes
     * @throws SecretsException with reason {@code NOT_SEALED} when the text is not meant to be a sealed value, {@code MALFORMED} when it
     * is not exactly one, {@code KEY_UNAVAILABLE} when no key fits, {@code VALUE_TAMPERED} when it is not what was sealed for this name,
     * {@code INVALID_CONFIGURATION} when Tink is not on the class path, {@code TIMED_OUT} or {@code INTERRUPTED}
     */
    public SecretValue open(String sealed, String name) {
        return open(sealed, bytes(name), location(name));
    }

    /**
     * Opens a sealed value that is bound to something else than a name.
     *
     * @param sealed the text
     * @param associatedData what it was bound to
     * @return the value, which the caller closes
     * @throws SecretsException as {@link #open(String, String)}
     */
    public SecretValue open(String sealed, byte[] associatedData) {
        return open(sealed, associatedData, Location.NONE);
    }

    private SecretValue open(String sealed, byte[] associatedData, Location where) {
        SealedValue value = parse(sealed, where);
        limit("bytes that the value is bound to", associatedData.length, MAX_ASSOCIATED_DATA, where);
        requireTink(where);
        List<MasterKey> keys = masterKeys(value, where);
        List<WrappedKey> wrapped = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            wrapped.add(new WrappedKey(keys.get(i), value.slots().get(i).wrapped(), null));
        }
        byte[] bound = bound(value.slots(), associatedData);
        try (DataKey dataKey = this.keyRing.unlock(List.of(new KeyGroup(wrapped)), 0, where)) {
            byte @Nullable [] plaintext = open(dataKey, value.data(), bound);
            if (plaintext == null) {
                throw new SecretsException(
                        Reason.VALUE_TAMPERED,
                        where,
                        "the sealed value is not authentic here: it was changed, or it was sealed for another name",
                        "Seal it for this name, or restore it from version control");
            }
            return SecretValue.owning(plaintext);
        }
    }

    private static byte @Nullable [] open(DataKey dataKey, byte[] data, byte[] bound) {
        byte[] commitment = derive(dataKey, COMMITMENT);
        if (!MessageDigest.isEqual(commitment, Arrays.copyOf(data, COMMITMENT_LENGTH))) {
            return null;
        }
        byte[] key = derive(dataKey, ENCRYPTION);
        byte @Nullable [] plaintext = Tink.open(key, Arrays.copyOfRange(data, COMMITMENT_LENGTH, data.length), bound);
        Arrays.fill(key, (byte) 0);
        return plaintext;
    }

    /**
     * Returns the master keys that a sealed value names. Nothing of it is checked but its form.
     *
     * @param sealed the text
     * @return the keys
     * @throws SecretsException with reason {@code NOT_SEALED} or {@code MALFORMED}
     */
    public List<MasterKey> masterKeys(String sealed) {
        return masterKeys(parse(sealed, Location.NONE), Location.NONE);
    }

    private List<MasterKey> masterKeys(SealedValue value, Location where) {
        try {
            return value.slots().stream()
                    .map((slot) -> KeyUri.parseAny(slot.uri(), this.keyRing))
                    .toList();
        } catch (SecretsException ex) {
            throw (ex.reason() == Reason.INVALID_KEY) ? malformed(where, "a key that it names: " + ex.problem()) : ex;
        }
    }

    private static SealedValue parse(String sealed, Location where) {
        if (!looksSealed(sealed)) {
            throw new SecretsException(
                    Reason.NOT_SEALED,
                    where,
                    "this is no value that was sealed on its own: it does not begin with ENC[TINK_V1",
                    "Give the whole text, from 'ENC[' to ']'; values of SOPS files open only in their file");
        }
        SealedValue value = SealedValue.parse(sealed);
        if (value == null) {
            throw malformed(where, "the form, which must be exactly ENC[TINK_V1,key:…,dek:…,data:…]");
        }
        int plaintext = value.data().length - COMMITMENT_LENGTH - NONCE_AND_TAG_LENGTH;
        if (plaintext < 0 || plaintext > MAX_VALUE) {
            throw malformed(where, "the length of its data");
        }
        return value;
    }

    private static SecretsException malformed(Location where, String what) {
        return new SecretsException(
                Reason.MALFORMED,
                where,
                "the sealed value is malformed in " + what,
                "Give the whole text on one line; if it was cut off, restore it from version control");
    }

    private static byte[] derive(DataKey dataKey, String purpose) {
        byte[] bytes = dataKey.exposeBytes();
        byte[] derived = Tink.derive(bytes, purpose);
        Arrays.fill(bytes, (byte) 0);
        return derived;
    }

    private static byte[] bound(List<Slot> slots, byte[] associatedData) {
        byte[] header = SealedValue.header(slots).getBytes(StandardCharsets.US_ASCII);
        byte[] bound = Arrays.copyOf(header, header.length + 1 + associatedData.length);
        System.arraycopy(associatedData, 0, bound, header.length + 1, associatedData.length);
        return bound;
    }

    private static byte[] bytes(String name) {
        try {
            byte[] bytes = Texts.encode(name);
            if (bytes.length > 0 && name.equals(name.strip())) {
                return bytes;
            }
        } catch (CharacterCodingException ex) {
            // Said below.
        }
        throw new SecretsException(
                Reason.INVALID_ARGUMENT,
                Location.NONE,
                "the name of the value is empty, begins or ends with a space, or is no Unicode text",
                "Give the name of the property, for example spring.datasource.password");
    }

    private static Location location(String name) {
        return new Location(null, 0, 0, name);
    }

    private static void limit(String what, int actual, int limit, Location where) {
        if (actual > limit) {
            throw new SecretsException(
                    Reason.LIMIT_EXCEEDED,
                    where,
                    "there are more " + what + " than " + limit,
                    "Use a sealed file for what is larger");
        }
    }

    private static void requireTink(Location where) {
        try {
            Tink.load();
        } catch (LinkageError ex) {
            throw new SecretsException(
                    Reason.INVALID_CONFIGURATION,
                    where,
                    "sealed values need Tink, which is not on the class path",
                    Tink.ADVICE,
                    ex);
        }
    }
}
