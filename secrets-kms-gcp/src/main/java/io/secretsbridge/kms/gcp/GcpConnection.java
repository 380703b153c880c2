package io.secretsbridge.kms.gcp;

import com.google.api.core.ApiFuture;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Wraps by {@code Encrypt} and unwraps by {@code Decrypt}, with the checksums that Google asks its clients to check. */
final class GcpConnection implements MasterKeyProvider.Connection {

    /** The longest ciphertext of a key in software is 64 KiB and some; that of a data key is about 100 bytes. */
    private static final int MAX_WRAPPED = 8192;

    private final KeyManagementServiceClient client;

    private final boolean own;

    private final Duration limit;

    private GcpConnection(KeyManagementServiceClient client, boolean own, Duration limit) {
        this.client = client;
        this.own = own;
        this.limit = limit;
    }

    static GcpConnection open(KeySettings settings) {
        Optional<KeyManagementServiceClient> given = settings.client(KeyManagementServiceClient.class);
        return given.isPresent()
                ? new GcpConnection(given.get(), false, settings.callTimeout())
                : new GcpConnection(GcpClients.make(settings), true, settings.callTimeout());
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
            EncryptResponse answer = call((service) -> service.encryptCallable().futureCall(request), failures);
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
        DecryptResponse answer = call((service) -> service.decryptCallable().futureCall(request), failures);
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

    private <T> T call(Function<KeyManagementServiceClient, ApiFuture<T>> operation, GcpFailures failures) {
        return ServiceCalls.await(operation.apply(this.client), this.limit, GcpFailures.SERVICE, failures::of);
    }

    @Override
    public void close() {
        if (this.own) {
            this.client.shutdownNow();
        }
    }
}
