package io.secretsbridge.kms.gcp;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.UnsafeByteOperations;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.ServiceCalls;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/** Wraps by {@code Encrypt} and unwraps by {@code Decrypt}, with the checksums that Google asks its clients to check. */
final class GcpConnection implements MasterKeyProvider.Connection {

    /** The longest ciphertext of a key in software is 64 KiB and some; that of a data key is about 100 bytes. */
    private static final int MAX_WRAPPED = 8192;

    private final CloudKms kms;

    private GcpConnection(CloudKms kms) {
        this.kms = kms;
    }

    static GcpConnection open(KeySettings settings) {
        return new GcpConnection(settings.client(KeyManagementServiceClient.class)
                .<CloudKms>map((client) -> new ClientKms(client, false, settings.callTimeout()))
                .orElseGet(() -> GcpClients.make(settings)));
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        GcpKey key = GcpKey.of(masterKey);
        byte[] bytes = dataKey.exposeBytes();
        try {
            ByteString plaintext = UnsafeByteOperations.unsafeWrap(bytes);
            EncryptRequest request = EncryptRequest.newBuilder()
                    .setName(key.resourceId())
                    .setPlaintext(plaintext)
                    .setPlaintextCrc32C(Int64Value.of(checksum(plaintext)))
                    .build();
            GcpFailures failures = new GcpFailures("cloudkms.cryptoKeyVersions.useToEncrypt");
            EncryptResponse answer = this.kms.encrypt(request, failures);
            if (answer.getCiphertext().isEmpty() || !answer.getName().startsWith(key.cryptoKey() + "/")) {
                throw failures.misunderstood();
            }
            if (!answer.getVerifiedPlaintextCrc32C()
                    || !answer.hasCiphertextCrc32C()
                    || answer.getCiphertextCrc32C().getValue() != checksum(answer.getCiphertext())) {
                throw failures.damaged();
            }
            return Base64.getEncoder().encodeToString(answer.getCiphertext().toByteArray());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        GcpKey key = GcpKey.of(masterKey);
        ByteString ciphertext =
                UnsafeByteOperations.unsafeWrap(ServiceCalls.decode(wrapped, Base64.getDecoder(), MAX_WRAPPED));
        DecryptRequest request = DecryptRequest.newBuilder()
                .setName(key.cryptoKey())
                .setCiphertext(ciphertext)
                .setCiphertextCrc32C(Int64Value.of(checksum(ciphertext)))
                .build();
        GcpFailures failures = new GcpFailures("cloudkms.cryptoKeyVersions.useToDecrypt");
        DecryptResponse answer = this.kms.decrypt(request, failures);
        ByteString plaintext = answer.getPlaintext();
        if (plaintext.isEmpty()) {
            throw failures.misunderstood();
        }
        if (!answer.hasPlaintextCrc32C() || answer.getPlaintextCrc32C().getValue() != checksum(plaintext)) {
            throw failures.damaged();
        }
        return ServiceCalls.dataKey(plaintext.toByteArray());
    }

    private static long checksum(ByteString bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.asReadOnlyByteBuffer());
        return checksum.getValue();
    }

    @Override
    public void close() {
        this.kms.close();
    }
}
