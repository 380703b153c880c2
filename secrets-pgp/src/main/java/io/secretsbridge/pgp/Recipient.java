package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPDefaultPolicy;
import org.bouncycastle.openpgp.api.OpenPGPPolicy;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;

/** A key with its sub-keys, to seal for. Its own signatures say which sub-key may be used, and until when. */
final class Recipient {

    private static final int MIN_BITS = 2000;

    /**
     * What Bouncy Castle accepts, and the keys of older days that gpg and sops accept as well: signatures by SHA-1 on the user's own
     * copy of a key whose fingerprint is given, DSA keys, and ElGamal sub-keys.
     */
    private static final OpenPGPPolicy POLICY = new OpenPGPDefaultPolicy()
            .acceptCertificationSignatureHashAlgorithm(HashAlgorithmTags.SHA1)
            .acceptPublicKeyAlgorithm(PublicKeyAlgorithmTags.DSA)
            .acceptPublicKeyAlgorithmWithMinimalStrength(PublicKeyAlgorithmTags.ELGAMAL_ENCRYPT, MIN_BITS);

    private final OpenPGPCertificate certificate;

    private final Fingerprint fingerprint;

    Recipient(PGPPublicKeyRing ring, Fingerprint fingerprint) {
        this.certificate = new OpenPGPCertificate(ring, new BcOpenPGPImplementation(), POLICY);
        this.fingerprint = fingerprint;
    }

    /**
     * Returns the (sub-)key to encrypt with: as for gpg the newest, unless one is demanded.
     *
     * @throws SecretsException with reason {@code INVALID_KEY} when none is in order
     */
    PGPPublicKey encryptionKey(Instant now) {
        Date date = Date.from(now);
        if (!this.certificate.getPrimaryKey().isBoundAt(date)) {
            throw unusable(this.certificate.getPrimaryKey(), now);
        }
        return this.certificate.getEncryptionKeys(date).stream()
                .filter((key) -> !this.fingerprint.isExact() || this.fingerprint.matches(key.getPGPPublicKey()))
                .max(Comparator.comparing(Recipient::creation))
                .map(OpenPGPComponentKey::getPGPPublicKey)
                .orElseThrow(() -> unusable(candidate(), now));
    }

    private static Instant creation(OpenPGPComponentKey key) {
        return key.getCreationTime().toInstant();
    }

    /** The key that an error should speak of: the one demanded, or the newest that could encrypt. */
    private OpenPGPComponentKey candidate() {
        return this.certificate.getKeys().stream()
                .filter((key) -> this.fingerprint.isExact()
                        ? this.fingerprint.matches(key.getPGPPublicKey())
                        : key.getPGPPublicKey().isEncryptionKey() && !key.isPrimaryKey())
                .max(Comparator.comparing(Recipient::creation))
                .orElse(this.certificate.getPrimaryKey());
    }

    private static SecretsException unusable(OpenPGPComponentKey key, Instant now) {
        PGPPublicKey publicKey = key.getPGPPublicKey();
        String name = key.isPrimaryKey() ? "the PGP key" : "the sub-key for encryption";
        String id = " " + Fingerprint.hex(publicKey.getFingerprint()) + " ";
        if (publicKey.hasRevocation() || key.getRevocation(Date.from(now)) != null) {
            return invalid(name + id + "is revoked", "Seal for its owner's new key");
        }
        long life = publicKey.getValidSeconds();
        Instant end = creation(key).plusSeconds(life);
        if (life != 0 && !end.isAfter(now)) {
            return invalid(
                    name + id + "expired on " + end.atOffset(ZoneOffset.UTC).toLocalDate(),
                    "Ask its owner to extend it, and import it again; what is sealed for it already can still be opened");
        }
        return invalid(
                "the PGP key" + id
                        + "cannot be sealed for: it has no intact sub-key for encryption that is strong enough",
                "Import it again from its owner, or seal for another key");
    }

    private static SecretsException invalid(String problem, String action) {
        return new SecretsException(Reason.INVALID_KEY, Location.NONE, problem, action);
    }
}
