package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.Passphrase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;

/** Opens the stanza of a passphrase. It says itself, as a {@link SecretsException}, why it cannot. */
final class Scrypt implements RecipientStanzaReader {

    private static final String TYPE = "scrypt";

    private static final byte[] LABEL = "age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII);

    private static final int SALT_LENGTH = 16;

    /** As in age: 2^22 takes 15 seconds and 4 GiB, and whoever writes more wants to stop us. */
    private static final int MAX_WORK_FACTOR = 22;

    private static final Pattern WORK_FACTOR = Pattern.compile("[1-9][0-9]?");

    /** What one unit of work needs: 128 bytes times the block size 8. */
    private static final long BYTES_PER_UNIT = 1024;

    private static final long MEBIBYTE = 1024L * 1024;

    private final Passphrase passphrase;

    Scrypt(Passphrase passphrase) {
        this.passphrase = passphrase;
    }

    @Override
    public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        RecipientStanza stanza = single(stanzas);
        List<String> arguments = stanza.getArguments();
        byte[] salt = (arguments.size() == 2) ? salt(arguments.get(0)) : new byte[0];
        if (salt.length != SALT_LENGTH || !WORK_FACTOR.matcher(arguments.get(1)).matches()) {
            throw new InvalidKeyException("A stanza with other arguments than it must have");
        }
        int workFactor = Integer.parseInt(arguments.get(1));
        checkCost(workFactor);
        return this.passphrase.use((secret) -> open(secret, salt, workFactor, stanza.getBody()));
    }

    private RecipientStanza single(Iterable<RecipientStanza> stanzas) {
        Iterator<RecipientStanza> iterator = stanzas.iterator();
        RecipientStanza first = iterator.hasNext() ? iterator.next() : null;
        if (first == null || iterator.hasNext() || !first.getType().equals(TYPE)) {
            throw unusable(
                    "is encrypted, but not with a passphrase alone", "Decrypt it with age -d and its own identity");
        }
        return first;
    }

    private static byte[] salt(String text) throws InvalidKeyException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidKeyException("A salt that is no base64", ex);
        }
    }

    private void checkCost(int workFactor) {
        if (workFactor > MAX_WORK_FACTOR) {
            throw unusable(
                    "asks for more work than age allows (2^" + workFactor + ", at most 2^" + MAX_WORK_FACTOR + ")",
                    "Encrypt it again with age -p");
        }
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        if (BYTES_PER_UNIT << workFactor > free) {
            throw outOfMemory(workFactor);
        }
    }

    private SecretsException outOfMemory(int workFactor) {
        long needed = (BYTES_PER_UNIT << workFactor) / MEBIBYTE;
        return unusable(
                "needs " + needed + " MiB of memory for its passphrase, which this JVM does not have",
                "Give it more: -Xmx" + (needed + 128) + "m");
    }

    private FileKey open(byte[] secret, byte[] salt, int workFactor, byte[] body) {
        byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + salt.length);
        System.arraycopy(salt, 0, labelled, LABEL.length, salt.length);
        CipherKey wrapKey;
        try {
            wrapKey = new CipherKey(BouncyCastle.scrypt(secret, labelled, 1 << workFactor));
        } catch (LinkageError ex) {
            throw this.passphrase.unavailable(
                    "is protected by a passphrase, which needs Bouncy Castle", BouncyCastle.ADVICE);
        } catch (OutOfMemoryError ex) {
            throw outOfMemory(workFactor);
        }
        try {
            return new FileKeyDecryptorFactory().newFileKeyDecryptor().getFileKey(new EncryptedFileKey(body), wrapKey);
        } catch (AEADBadTagException ex) {
            throw this.passphrase.wrong();
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            throw unusable("is no intact age file", "Restore it from a copy");
        } finally {
            wrapKey.destroy();
        }
    }

    private SecretsException unusable(String why, String action) {
        return new SecretsException(Reason.KEY_UNAVAILABLE, Location.NONE, this.passphrase.place() + " " + why, action);
    }
}
