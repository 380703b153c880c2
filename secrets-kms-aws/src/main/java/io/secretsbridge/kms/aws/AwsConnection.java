package io.secretsbridge.kms.aws;

import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.ServiceCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Wraps by {@code Encrypt} and unwraps by {@code Decrypt}, always naming the key, so that no other key can answer. */
final class AwsConnection implements MasterKeyProvider.Connection {

    /** The longest blob that {@code Decrypt} takes, by the reference of its API. */
    private static final int MAX_WRAPPED = 6144;

    private final AwsClients clients;

    private final Duration limit;

    private final Set<String> accounts;

    AwsConnection(KeySettings settings) {
        this.clients = new AwsClients(settings);
        this.limit = settings.callTimeout();
        this.accounts = new HashSet<>(settings.list("aws.accounts"));
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        AwsKey key = AwsKey.of(masterKey);
        byte[] bytes = dataKey.exposeBytes();
        try {
            EncryptRequest request = EncryptRequest.builder()
                    .keyId(key.arn())
                    .plaintext(SdkBytes.fromByteArrayUnsafe(bytes))
                    .encryptionContext(key.context())
                    .build();
            SdkBytes wrapped =
                    call(key, "kms:Encrypt", (client) -> client.encrypt(request).ciphertextBlob());
            return Base64.getEncoder().encodeToString(wrapped.asByteArrayUnsafe());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        AwsKey key = AwsKey.of(masterKey);
        DecryptRequest request = DecryptRequest.builder()
                .keyId(key.arn())
                .ciphertextBlob(
                        SdkBytes.fromByteArrayUnsafe(ServiceCalls.decode(wrapped, Base64.getDecoder(), MAX_WRAPPED)))
                .encryptionContext(key.context())
                .build();
        return ServiceCalls.dataKey(
                call(key, "kms:Decrypt", (client) -> client.decrypt(request).plaintext())
                        .asByteArrayUnsafe());
    }

    private SdkBytes call(AwsKey key, String permission, Function<KmsClient, SdkBytes> operation) {
        if (!this.accounts.isEmpty() && !this.accounts.containsAll(key.accounts())) {
            throw new KeyServiceException(
                    Answer.UNTRUSTED,
                    "the key or its role is of an AWS account that the configuration does not allow",
                    "Add the account to secrets-bridge.aws.accounts if it is yours");
        }
        AwsFailures failures = new AwsFailures(key, permission);
        // The HTTP client of the JDK that the SDK uses here does not hear an interrupt.
        SdkBytes answer = ServiceCalls.call(
                () -> operation.apply(this.clients.client(key)), this.limit, failures.service(), failures::of);
        if (answer == null || answer.asByteArrayUnsafe().length == 0) {
            throw failures.empty();
        }
        return answer;
    }

    @Override
    public void close() {
        this.clients.close();
    }
}
