package io.secretsbridge.kms.vault;

import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.TrustedAddresses;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Wraps and unwraps by the transit engines of servers that the settings allow. */
final class VaultConnection implements MasterKeyProvider.Connection {

    static final String DECRYPT = "decrypt";

    private static final String ENCRYPT = "encrypt";

    private static final String CIPHERTEXT = "ciphertext";

    private static final String PLAINTEXT = "plaintext";

    /** Of a data key it is 89 characters long; an engine of RSA-4096 makes 692. */
    private static final int MAX_WRAPPED = 16 * 1024;

    private static final Pattern WRAPPED = Pattern.compile("[a-z]+:v[0-9]+:[A-Za-z0-9+/=_-]+");

    private final VaultSettings settings;

    private final TrustedAddresses trusted;

    private final VaultClient client;

    private final TokenSource tokens;

    private VaultConnection(VaultSettings settings) {
        this.settings = settings;
        this.trusted = settings.trustedAddresses();
        this.client = new VaultClient(settings);
        this.tokens = TokenSource.of(settings, this.client);
    }

    static VaultConnection open(VaultSettings settings) {
        return new VaultConnection(settings);
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        VaultKey key = trusted(masterKey);
        byte[] bytes = dataKey.exposeBytes();
        byte[] encoded = Base64.getEncoder().encode(bytes);
        Arrays.fill(bytes, (byte) 0);
        ValueNode plaintext = ValueNode.ofCanonical(ValueNode.Type.STRING, encoded, Position.NONE);
        try {
            ValueNode wrapped = ask(key, ENCRYPT, new Entry(PLAINTEXT, plaintext), CIPHERTEXT);
            if (!isWrapped(wrapped.text())) {
                throw VaultFailures.noVault("its answer holds no ciphertext");
            }
            return wrapped.text();
        } finally {
            plaintext.wipe();
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        VaultKey key = trusted(masterKey);
        if (!isWrapped(wrapped)) {
            throw VaultFailures.rejected(key);
        }
        ValueNode plaintext = ask(key, DECRYPT, new Entry(CIPHERTEXT, ValueNode.string(wrapped)), PLAINTEXT);
        byte[] encoded = plaintext.toByteArray();
        byte[] bytes = new byte[0];
        try {
            bytes = Base64.getDecoder().decode(encoded);
            // A share is one byte longer.
            if (bytes.length != DataKey.LENGTH && bytes.length != DataKey.LENGTH + 1) {
                throw VaultFailures.noVault("what it unwraps has the wrong length");
            }
            return DataKey.copyOf(bytes);
        } catch (IllegalArgumentException ex) {
            throw VaultFailures.noVault("what it unwraps is not base64");
        } finally {
            plaintext.wipe();
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private VaultKey trusted(MasterKey masterKey) {
        VaultKey key = VaultKey.of(masterKey);
        if (!this.trusted.contain(key.uri())) {
            throw VaultFailures.untrusted(key, this.settings);
        }
        return key;
    }

    private static boolean isWrapped(String text) {
        return text.length() <= MAX_WRAPPED && WRAPPED.matcher(text).matches();
    }

    /** Asks, and once more when the token was refused and there is another. */
    private ValueNode ask(VaultKey key, String operation, Entry input, String output) {
        MapNode body = MapNode.of(input);
        String token = this.tokens.token(key.uri(), null);
        VaultClient.Answer answer = this.client.post(key.uri(), key.path(operation), token, body);
        if (answer.status() == 403) {
            String other = this.tokens.token(key.uri(), token);
            if (other != null) {
                answer = this.client.post(key.uri(), key.path(operation), other, body);
            }
        }
        if (answer.status() != 200) {
            throw VaultFailures.ofAnswer(answer, key, operation);
        }
        ValueNode result = text(answer.body().get("data"), output);
        if (result == null) {
            throw VaultFailures.noVault("its answer holds no " + output);
        }
        return result;
    }

    private static @Nullable ValueNode text(@Nullable Object data, String name) {
        return (data instanceof MapNode map && map.get(name) instanceof ValueNode value && value.isString())
                ? value
                : null;
    }

    @Override
    public void close() {
        this.tokens.close();
    }
}
