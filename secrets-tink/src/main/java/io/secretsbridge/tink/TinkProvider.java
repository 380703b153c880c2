package io.secretsbridge.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.util.regex.Pattern;

/**
 * Serves keys of the kind {@code tink}: those of any Tink client that the application has. A key is named by the URI that Tink has for
 * it, {@code hsm://app} for example.
 *
 * <p>The client is the one that the settings have ({@link KeySettings#withClient(Class, Object)} with {@code KmsClient.class}) when it
 * supports the URI, else the one that the application registered by {@link KmsClients#add(KmsClient)}. So nothing is asked that the
 * application did not choose, whatever URI a file names. {@link #client(String, Aead)} makes a client of a single cipher.
 *
 * <p>What is wrapped opens with this provider only: {@code sops} knows no such kind. A data key is encrypted with the associated data
 * {@code io.secretsbridge data key}, so that no other ciphertext of the same key passes for one.
 */
public final class TinkProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "tink";

    /** The field of the metadata that names the key. */
    private static final String URI = "uri";

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9+.-]{0,63}://[\\x21-\\x7E]{1,1000}");

    /** For the service loader. */
    public TinkProvider() {}

    /**
     * Makes a client of a cipher that is at hand, for example that of a keyset.
     *
     * @param keyUri the URI that names its key from now on, such as {@code keyset://app}
     * @param aead the cipher
     * @return a client that supports this URI and no other
     * @throws SecretsException with reason {@code INVALID_KEY} when this is no such URI
     */
    public static KmsClient client(String keyUri, Aead aead) {
        return new SingleKeyClient(checked(keyUri), aead);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Reads the URI that Tink has for a key, such as {@code hsm://app}, of at most 1,000 visible ASCII characters behind its scheme. */
    @Override
    public MasterKey parse(String uri) {
        return new MasterKey(KIND, MapNode.of(new Entry(URI, ValueNode.string(checked(uri)))));
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field(URI);
    }

    static String uri(MasterKey masterKey) {
        return checked(masterKey.field(URI));
    }

    private static String checked(String uri) {
        if (!FORM.matcher(uri).matches()) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "this is no URI of a key as Tink has them",
                    "Write a URI that your Tink client supports, such as SCHEME://NAME");
        }
        return uri;
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new TinkConnection(settings.client(KmsClient.class).orElse(null));
    }
}
