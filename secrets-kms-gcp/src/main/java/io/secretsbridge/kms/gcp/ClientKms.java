package io.secretsbridge.kms.gcp;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import io.secretsbridge.key.ServiceCalls;
import java.time.Duration;

/**
 * Asks by Google's own client: the application's, or one that speaks gRPC.
 *
 * @param client the client
 * @param own whether it was made for this connection
 * @param limit the limit for one call
 */
record ClientKms(KeyManagementServiceClient client, boolean own, Duration limit) implements CloudKms {

    @Override
    public EncryptResponse encrypt(EncryptRequest request, GcpFailures failures) {
        checkLog();
        return ServiceCalls.await(
                this.client.encryptCallable().futureCall(request), this.limit, GcpFailures.SERVICE, failures::of);
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request, GcpFailures failures) {
        checkLog();
        return ServiceCalls.await(
                this.client.decryptCallable().futureCall(request), this.limit, GcpFailures.SERVICE, failures::of);
    }

    private void checkLog() {
        if (this.own) {
            GrpcLog.refuseDataKeys();
        }
    }

    @Override
    public void close() {
        if (this.own) {
            this.client.shutdownNow();
        }
    }
}
