package io.secretsbridge.token;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A master key as one word that says its kind too: {@code age:age1…}, {@code kms:arn:aws:kms:…}, {@code gcp-kms:projects/…},
 * {@code azure-kv:https://…}, {@code hc-vault:https://…}, {@code pgp:FINGERPRINT}. The scheme is the kind as the SOPS metadata names it,
 * with {@code -} for {@code _}; behind it stands the text form of the key that command lines and creation rules have.
 *
 * <p>Each key has one spelling. Letters, digits and {@code -._~:/@+=} stand for themselves; every other byte of the text in UTF-8 is a
 * {@code %} and two upper-case hexadecimal digits. At most {@value #MAX_LENGTH} characters.
 */
public final class KeyUri {

    /** The most characters of a URI. A post-quantum age recipient, the longest text of a key that is known, has 1,959. */
    public static final int MAX_LENGTH = 4096;

    private static final String PLAIN = "-._~:/@+=";

    /** The field of a key whose provider is not there, by which the key ring names it in errors. */
    private static final String UNKNOWN = "uri";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private KeyUri() {}

    /**
     * Returns the URI of a master key.
     *
     * @param masterKey the key
     * @param keyRing knows the key's text form
     * @return the URI
     * @throws SecretsException with reason {@code INVALID_KEY} when the key's text form does not say everything about it, or is too long
     */
    public static String of(MasterKey masterKey, KeyRing keyRing) {
        String text = keyRing.describe(masterKey);
        if (!isSame(keyRing.parse(masterKey.kind(), text).fields(), masterKey.fields())) {
            throw invalid("this key of the kind " + masterKey.kind() + " cannot be named in one word");
        }
        StringBuilder uri = new StringBuilder(masterKey.kind().replace('_', '-')).append(':');
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (next & 0xFF))) {
                uri.append((char) next);
            } else {
                uri.append('%').append(HEX.toHexDigits(next));
            }
        }
        if (uri.length() > MAX_LENGTH) {
            throw invalid("the name of the key has more than " + MAX_LENGTH + " characters");
        }
        if (!kind(uri.toString()).equals(masterKey.kind())) {
            throw invalid("keys of the kind " + masterKey.kind() + " have no URI");
        }
        return uri.toString();
    }

    /** Whether two keys have the same fields in any order; an empty one counts as none. */
    private static boolean isSame(MapNode one, MapNode other) {
        return sorted(one).equals(sorted(other));
    }

    private static Map<String, Object> sorted(MapNode map) {
        Map<String, Object> fields = new TreeMap<>();
        for (Entry entry : map.entries()) {
            Object value = (entry.value() instanceof MapNode inner) ? sorted(inner) : entry.value();
            if (!(value instanceof ValueNode text && text.length() == 0)) {
                fields.put(entry.key(), value);
            }
        }
        return fields;
    }

    /**
     * Reads a URI.
     *
     * @param uri the URI
     * @param keyRing reads the key's text form
     * @return the master key
     * @throws SecretsException with reason {@code INVALID_KEY} when it is no URI of a key, {@code INVALID_CONFIGURATION} when no
     * provider serves its kind
     */
    public static MasterKey parse(String uri, KeyRing keyRing) {
        return keyRing.parse(kind(uri), text(uri));
    }

    /** Reads a URI also when no provider serves its kind: such a key cannot be used, but others beside it can. */
    static MasterKey parseAny(String uri, KeyRing keyRing) {
        String kind = kind(uri);
        String text = text(uri);
        return keyRing.serves(kind)
                ? keyRing.parse(kind, text)
                : new MasterKey(kind, MapNode.of(new Entry(UNKNOWN, ValueNode.string(text))));
    }

    /**
     * Returns the kind that a URI names.
     *
     * @param uri the URI
     * @return the kind as the SOPS metadata names it
     * @throws SecretsException with reason {@code INVALID_KEY} when it has no scheme
     */
    public static String kind(String uri) {
        int end = uri.indexOf(':');
        for (int i = 0; i < end; i++) {
            char next = uri.charAt(i);
            if (!(next >= 'a' && next <= 'z') && !(i > 0 && (next == '-' || (next >= '0' && next <= '9')))) {
                end = -1;
            }
        }
        if (end < 1 || uri.length() > MAX_LENGTH) {
            throw invalid("this is no URI of a key");
        }
        return uri.substring(0, end).replace('-', '_');
    }

    private static String text(String uri) {
        String encoded = uri.substring(uri.indexOf(':') + 1);
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char next = encoded.charAt(i);
            if (isPlain(next)) {
                bytes[length++] = (byte) next;
            } else {
                bytes[length++] = escaped(encoded, i);
                i += 2;
            }
        }
        String text = decode(bytes, length);
        if (text == null || text.isEmpty()) {
            throw invalid("this is no URI of a key");
        }
        return text;
    }

    private static byte escaped(String encoded, int at) {
        if (encoded.charAt(at) == '%' && encoded.length() >= at + 3) {
            String digits = encoded.substring(at + 1, at + 3);
            if (HexFormat.isHexDigit(digits.charAt(0)) && HexFormat.isHexDigit(digits.charAt(1))) {
                byte value = (byte) HexFormat.fromHexDigits(digits);
                if (HEX.toHexDigits(value).equals(digits) && !isPlain((char) (value & 0xFF))) {
                    return value;
                }
            }
        }
        throw invalid("this URI of a key has a character that must be written in another way");
    }

    private static @Nullable String decode(byte[] bytes, int length) {
        try {
            return Texts.decode(bytes, length);
        } catch (CharacterCodingException ex) {
            return null;
        }
    }

    private static boolean isPlain(char next) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || (next >= '0' && next <= '9')
                || PLAIN.indexOf(next) >= 0;
    }

    private static SecretsException invalid(String problem) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                problem,
                "Write the kind, a colon and the key, for example age:age1… or kms:arn:aws:kms:…");
    }
}
