package io.secretsbridge.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Wraps by the ciphers of Tink clients. */
final class TinkConnection implements MasterKeyProvider.Connection {

    /** A data key has 33 bytes at most; services add some hundreds, and some thousands when they name keys or certificates. */
    private static final int MAX_WRAPPED = 16 * 1024;

    private static final byte[] PURPOSE = "io.secretsbridge data key".getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_CAUSES = 10;

    private final @Nullable KmsClient client;

    TinkConnection(@Nullable KmsClient client) {
        this.client = client;
    }

    /** What a cipher does. */
    private interface Step {
        byte[] with(Aead aead) throws GeneralSecurityException;
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        byte[] bytes = dataKey.exposeBytes();
        try {
            return Base64.getEncoder()
                    .encodeToString(run(masterKey, Reason.WRAP_FAILED, (aead) -> aead.encrypt(bytes, PURPOSE)));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        byte[] ciphertext = decode(wrapped);
        byte[] bytes = run(masterKey, Reason.KEY_UNAVAILABLE, (aead) -> aead.decrypt(ciphertext, PURPOSE));
        try {
            return DataKey.copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] decode(String wrapped) {
        try {
            if (wrapped.length() <= MAX_WRAPPED) {
                return Base64.getDecoder().decode(wrapped);
            }
        } catch (IllegalArgumentException ex) {
            // Said below.
        }
        throw new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                "the wrapped data key is no base64 or too long",
                "Restore it from version control");
    }

    private byte[] run(MasterKey masterKey, Reason reason, Step step) {
        String uri = TinkProvider.uri(masterKey);
        Aead aead;
        try {
            aead = (this.client != null && this.client.doesSupport(uri))
                    ? this.client.getAead(uri)
                    : KmsClients.get(uri).getAead(uri);
        } catch (GeneralSecurityException ex) {
            throw new SecretsException(
                    reason,
                    Location.NONE,
                    "no Tink client of this application gives a cipher for the key",
                    "Register one by KmsClients.add(...), or give one by KeySettings.withClient(KmsClient.class, ...)");
        }
        try {
            return step.with(aead);
        } catch (GeneralSecurityException ex) {
            // Its message is the client's and may hold anything.
            throw isNetwork(ex)
                    ? new KeyServiceException(
                            Answer.UNAVAILABLE,
                            "the key service cannot be reached",
                            "Check that the key service can be reached from here")
                    : new KeyServiceException(
                            Answer.REJECTED,
                            "the Tink client refused with " + ex.getClass().getSimpleName(),
                            "Check that its credential may use the key, and that this key wrapped the data key");
        }
    }

    private static boolean isNetwork(Throwable ex) {
        Throwable cause = ex.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The clients belong to the application. */
    @Override
    public void close() {}
}
