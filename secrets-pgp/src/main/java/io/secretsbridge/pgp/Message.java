package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.bouncycastle.util.io.StreamOverflowException;
import org.bouncycastle.util.io.Streams;
import org.jspecify.annotations.Nullable;

/** A data key in an armoured OpenPGP message, and out of it. */
final class Message {

    /** A message for one RSA key of 4096 bits has 1,100 characters; more than this is another thing, or meant to cost time. */
    static final int MAX_LENGTH = 64 * 1024;

    static final int MAX_KEY_LENGTH = 64;

    private static final String BEGIN = "-----BEGIN PGP MESSAGE-----";

    private static final int MAX_RECIPIENTS = 100;

    /** Compressed data, a signature and the marker around the data itself; more are no message of sops or gpg. */
    private static final int MAX_LAYERS = 8;

    /** A key ID of zero: the sender hides for whom the message is. */
    private static final long HIDDEN = 0;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private final byte[] packets;

    private final List<PGPPublicKeyEncryptedData> recipients;

    private Message(String text, byte[] packets, List<PGPPublicKeyEncryptedData> recipients) {
        this.text = text;
        this.packets = packets;
        this.recipients = recipients;
    }

    /**
     * Seals a data key, in the form of {@code sops}: armour without headers, AES-256 with a modification detection code, which every
     * OpenPGP program of the last twenty years reads, no compression, no file name, no time, and no line end at the end.
     */
    static String seal(DataKey dataKey, PGPPublicKey recipient) {
        byte[] secret = dataKey.exposeBytes();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try {
            PGPEncryptedDataGenerator generator =
                    new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                            .setWithIntegrityPacket(true)
                            .setSecureRandom(RANDOM));
            generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(recipient).setSecureRandom(RANDOM));
            try (ArmoredOutputStream armour = ArmoredOutputStream.builder()
                            .clearHeaders()
                            .enableCRC(true)
                            .build(sealed);
                    OutputStream encrypted = generator.open(armour, new byte[MAX_LENGTH]);
                    OutputStream literal = new PGPLiteralDataGenerator()
                            .open(encrypted, PGPLiteralData.BINARY, "", secret.length, Date.from(Instant.EPOCH))) {
                literal.write(secret);
            }
        } catch (PGPException | IOException | RuntimeException ex) {
            throw new SecretsException(
                    Reason.WRAP_FAILED,
                    Location.NONE,
                    "PGP cannot seal for this key: " + ex.getClass().getSimpleName(),
                    null,
                    ex);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return sealed.toString(StandardCharsets.US_ASCII).replace("\r\n", "\n").strip();
    }

    /**
     * Reads for whom a message is.
     *
     * @throws SecretsException with reason {@code KEY_UNAVAILABLE} when it is damaged
     */
    static Message parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw damaged("it is longer than " + (MAX_LENGTH / 1024) + " KiB");
        }
        if (!text.stripLeading().startsWith(BEGIN)) {
            throw damaged("it is no armoured PGP message");
        }
        try {
            byte[] packets;
            try (InputStream armour = ArmoredInputStream.builder()
                    .build(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                packets = armour.readAllBytes();
            }
            PGPEncryptedDataList list = new PGPEncryptedDataList(packets);
            if (list.size() > MAX_RECIPIENTS) {
                throw damaged("it is for more than " + MAX_RECIPIENTS + " keys");
            }
            return new Message(text, packets, recipients(list));
        } catch (IOException | RuntimeException ex) {
            if (ex instanceof SecretsException known) {
                throw known;
            }
            throw damaged("it is not an intact armoured PGP message");
        }
    }

    private static List<PGPPublicKeyEncryptedData> recipients(PGPEncryptedDataList list) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(PGPPublicKeyEncryptedData.class::isInstance)
                .map(PGPPublicKeyEncryptedData.class::cast)
                .toList();
    }

    String text() {
        return this.text;
    }

    /** Returns whether a secret key may open it, going by what the message tells. */
    boolean mayBeFor(long keyId) {
        return this.recipients.stream().anyMatch((recipient) -> isFor(recipient, keyId));
    }

    private static boolean isFor(PGPPublicKeyEncryptedData recipient, long keyId) {
        long id = recipient.getKeyIdentifier().getKeyId();
        return id == keyId || id == HIDDEN;
    }

    /** Returns the recipients as an error names them. */
    String recipients() {
        if (this.recipients.isEmpty()) {
            return "no key, only a passphrase";
        }
        return this.recipients.stream()
                .map((recipient) -> recipient.getKeyIdentifier().getKeyId())
                .map((id) -> (id == HIDDEN) ? "a key that the message hides" : "the key " + Fingerprint.keyId(id))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /**
     * Opens the message.
     *
     * @return the data key, or {@code null} when the secret key is not one of its recipients
     * @throws SecretsException when the message is damaged, or the key cannot be unlocked
     */
    @Nullable
    DataKey open(SecretKey key) {
        for (int i = 0; i < this.recipients.size(); i++) {
            PGPPublicKeyEncryptedData recipient = this.recipients.get(i);
            if (!isFor(recipient, key.keyId())) {
                continue;
            }
            PGPKeyPair pair = key.unlock();
            try {
                // The stream of a message serves one attempt.
                return read(recipients(new PGPEncryptedDataList(this.packets)).get(i), pair);
            } catch (PGPException | IOException | RuntimeException ex) {
                if (recipient.getKeyIdentifier().getKeyId() != HIDDEN) {
                    throw (ex instanceof SecretsException known)
                            ? known
                            : damaged("the key " + Fingerprint.keyId(key.keyId()) + " fits and does not open it");
                }
            }
        }
        return null;
    }

    private static DataKey read(PGPPublicKeyEncryptedData recipient, PGPKeyPair key) throws PGPException, IOException {
        if (!recipient.isAEAD() && !recipient.isIntegrityProtected()) {
            throw damaged("nothing in it shows whether it was changed");
        }
        byte[] content = {};
        try (InputStream plain = recipient.getDataStream(new BcPublicKeyDataDecryptorFactory(key))) {
            content = plain.readAllBytes();
            if (!recipient.isAEAD() && !recipient.verify()) {
                throw damaged("it was changed");
            }
            return dataKey(content, 0);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Finds the data in packets, each of which may be compressed, and so may hold more of them. */
    private static DataKey dataKey(byte[] packets, int depth) throws PGPException, IOException {
        PGPObjectFactory objects = new PGPObjectFactory(packets, new BcKeyFingerprintCalculator());
        Object object = objects.nextObject();
        for (int i = depth; object != null && i < MAX_LAYERS; i++) {
            if (object instanceof PGPLiteralData data) {
                byte[] secret = data.getInputStream().readNBytes(MAX_KEY_LENGTH + 1);
                try {
                    return dataKey(secret);
                } finally {
                    Arrays.fill(secret, (byte) 0);
                }
            }
            if (object instanceof PGPCompressedData data) {
                byte[] unpacked = unpack(data);
                try {
                    return dataKey(unpacked, i + 1);
                } finally {
                    Arrays.fill(unpacked, (byte) 0);
                }
            }
            object = objects.nextObject();
        }
        throw damaged("there is no data in it");
    }

    /** A few bytes can unpack to gigabytes, so nothing may unpack to more than a whole message may have. */
    private static byte[] unpack(PGPCompressedData data) throws PGPException, IOException {
        try {
            return Streams.readAllLimited(data.getDataStream(), MAX_LENGTH);
        } catch (StreamOverflowException ex) {
            throw damaged("it unpacks to more than " + (MAX_LENGTH / 1024) + " KiB");
        }
    }

    /** Makes a data key of what a message holds. */
    static DataKey dataKey(byte[] secret) {
        if (secret.length == 0 || secret.length > MAX_KEY_LENGTH) {
            throw damaged((secret.length == 0) ? "it is empty" : "it holds more than a key");
        }
        return DataKey.copyOf(secret);
    }

    static SecretsException damaged(String why) {
        return new SecretsException(
                Reason.KEY_UNAVAILABLE,
                Location.NONE,
                "the wrapped key is damaged: " + why,
                "Restore the sops block from an older version of the file");
    }

    @Override
    public String toString() {
        return "Message";
    }
}
