package io.secretsbridge;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Unwraps what gpg unwrapped when the files of old releases were made. The core has no PGP of its own. */
final class RecordedKeys implements MasterKeyProvider {

    private final Map<String, byte[]> keys = new HashMap<>();

    RecordedKeys(String recorded) {
        recorded.lines()
                .map((line) -> line.split(" "))
                .forEach(
                        (fields) -> this.keys.put(fields[0], Base64.getDecoder().decode(fields[1])));
    }

    @Override
    public String kind() {
        return "pgp";
    }

    @Override
    public MasterKey parse(String uri) {
        throw new UnsupportedOperationException("nothing is sealed with recorded keys");
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field("fp");
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new Connection() {
            @Override
            public String wrap(DataKey dataKey, MasterKey masterKey) {
                throw new UnsupportedOperationException("nothing is sealed with recorded keys");
            }

            @Override
            public DataKey unwrap(String wrapped, MasterKey masterKey) {
                byte[] key = RecordedKeys.this.keys.get(digest(wrapped.replaceAll("\\s", "")));
                if (key == null) {
                    throw new SecretsException(Reason.KEY_UNAVAILABLE, Location.NONE, "not recorded", null);
                }
                return DataKey.copyOf(key);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
