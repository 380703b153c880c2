package io.secretsbridge.kms.gcp;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;

/** The two methods of Cloud KMS, over either transport. One call asks the service once, and ends within the limit for one call. */
interface CloudKms {

    EncryptResponse encrypt(EncryptRequest request, GcpFailures failures);

    DecryptResponse decrypt(DecryptRequest request, GcpFailures failures);

    void close();
}
