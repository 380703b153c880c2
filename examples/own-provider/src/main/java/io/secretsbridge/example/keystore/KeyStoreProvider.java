package io.secretsbridge.example.keystore;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Serves keys of the kind {@code keystore}: AES keys in a Java key store, named by their alias. Wraps as RFC 5649 has it. */
public final class KeyStoreProvider implements MasterKeyProvider {

    @Override
    public String kind() {
        return "keystore";
    }

    @Override
    public MasterKey parse(String alias) {
        if (alias.matches("[a-z0-9-]{1,64}")) {
            return new MasterKey(kind(), MapNode.of(new MapNode.Entry("alias", ValueNode.string(alias))));
        }
        throw failure(Reason.INVALID_KEY, "an alias has lower-case letters, digits and dashes, 64 at most");
    }

    @Override
    public String describe(MasterKey masterKey) {
        return masterKey.field("alias");
    }

    @Override
    public Connection connect(KeySettings settings) {
        try {
            File file = new File(settings.property("keystore.file").orElse(""));
            Path passwordFile =
                    Path.of(settings.property("keystore.password-file").orElse(""));
            char[] password = Files.readString(passwordFile).strip().toCharArray();
            return new Opened(KeyStore.getInstance(file, password), password);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
            throw failure(Reason.INVALID_CONFIGURATION, "keystore.file or keystore.password-file cannot be used");
        }
    }

    private static SecretsException failure(Reason reason, String problem) {
        return new SecretsException(reason, Location.NONE, problem, "See examples/own-provider/README.md");
    }

    private record Opened(KeyStore store, char[] password) implements Connection {

        @Override
        public String wrap(DataKey dataKey, MasterKey masterKey) {
            byte[] bytes = dataKey.exposeBytes();
            try {
                Key key = new SecretKeySpec(bytes, "AES");
                return Base64.getEncoder()
                        .encodeToString(cipher(Cipher.WRAP_MODE, masterKey).wrap(key));
            } catch (GeneralSecurityException ex) {
                throw failure(Reason.WRAP_FAILED, "the key store cannot use this key");
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        @Override
        public DataKey unwrap(String wrapped, MasterKey masterKey) {
            try {
                byte[] bytes = Base64.getDecoder().decode(wrapped);
                Key key = cipher(Cipher.UNWRAP_MODE, masterKey).unwrap(bytes, "AES", Cipher.SECRET_KEY);
                return DataKey.copyOf(key.getEncoded());
            } catch (GeneralSecurityException | IllegalArgumentException ex) {
                throw failure(Reason.KEY_UNAVAILABLE, "no such key, or another one wrapped the data key");
            }
        }

        private synchronized Cipher cipher(int mode, MasterKey key) throws GeneralSecurityException {
            MasterKey checked = new KeyStoreProvider().parse(key.field("alias"));
            Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
            cipher.init(mode, this.store.getKey(checked.field("alias"), this.password));
            return cipher;
        }

        @Override
        public synchronized void close() {
            Arrays.fill(this.password, '\0');
        }
    }
}
