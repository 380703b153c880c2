package io.secretsbridge.kms.gcp;

import com.google.api.gax.httpjson.HttpJsonStatusCode;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.ServiceCalls;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of Google Cloud means and what to do about it. Of the answer itself only the code is shown.
 *
 * @param permission what was asked for, as roles name it
 */
record GcpFailures(String permission) {

    static final String SERVICE = "Google Cloud KMS";

    private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([A-Z_]{1,30})\"");

    private static final String DISABLED = "SERVICE_DISABLED";

    private static final String CREDENTIALS =
            "On GKE, bind the service account by workload identity; on your machine, run 'gcloud auth"
                    + " application-default login'. If there are credentials, check that the clock of this machine is right";

    SecretsException of(@Nullable Throwable failure) {
        if (failure instanceof SecretsException known) {
            return known;
        }
        SecretsException network = network(failure);
        if (failure instanceof ApiException answer) {
            StatusCode.Code code = answer.getStatusCode().getCode();
            // Without a status of the service itself, what is below says more.
            return (network != null && (code == StatusCode.Code.UNKNOWN || code == StatusCode.Code.UNAVAILABLE))
                    ? network
                    : answered(code, DISABLED.equals(answer.getReason()));
        }
        return (network != null) ? network : unreadable();
    }

    /** Says what an answer means that came over HTTP: by the status that the service names, else by the number. */
    SecretsException ofHttp(int number, String body) {
        StatusCode.Code code = HttpJsonStatusCode.of(number).getCode();
        Matcher status = STATUS.matcher(body);
        if (status.find()) {
            try {
                code = StatusCode.Code.valueOf(status.group(1));
            } catch (IllegalArgumentException ex) {
                // A word that is no status says no more than the number.
            }
        }
        return answered(code, body.contains('"' + DISABLED + '"'));
    }

    SecretsException unreadable() {
        return unavailable("Google Cloud gave no answer that can be read");
    }

    SecretsException damaged() {
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                "the checksum of the request or of the answer does not match: something changed it on its way",
                "Try again; if it stays so, check the network and the memory of this machine");
    }

    SecretsException misunderstood() {
        return new KeyServiceException(
                Answer.MISUNDERSTOOD,
                "what answered is not Google Cloud KMS: the answer holds no key",
                "Check the endpoint of Google Cloud in the configuration");
    }

    private static KeyServiceException unavailable(String problem) {
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                problem,
                "Check that cloudkms.googleapis.com, or the endpoint that is configured, can be reached from here");
    }

    private SecretsException answered(StatusCode.Code code, boolean disabled) {
        String origin = " (" + code + ")";
        return switch (code) {
            case PERMISSION_DENIED ->
                new KeyServiceException(
                        Answer.DENIED,
                        disabled
                                ? "the Cloud KMS API is not enabled in the project (SERVICE_DISABLED)"
                                : "Google Cloud denies " + this.permission + ", or there is no such key" + origin,
                        disabled
                                ? "Run 'gcloud services enable cloudkms.googleapis.com' in the project of the key"
                                : "Grant " + this.permission + " on the key to the identity that runs here, by the role"
                                        + (this.permission.endsWith("Decrypt")
                                                ? " roles/cloudkms.cryptoKeyDecrypter"
                                                : " roles/cloudkms.cryptoKeyEncrypter"));
            case NOT_FOUND ->
                new KeyServiceException(
                        Answer.NOT_FOUND,
                        "Google Cloud has no such key" + origin,
                        "Check the resource id: project, location, key ring and key");
            case UNAUTHENTICATED ->
                new KeyServiceException(
                        Answer.UNAUTHENTICATED, "Google Cloud does not accept the credentials" + origin, CREDENTIALS);
            case FAILED_PRECONDITION ->
                new KeyServiceException(
                        Answer.UNUSABLE,
                        "the key or its version is disabled, destroyed, or about to be destroyed" + origin,
                        "See the state by 'gcloud kms keys versions list', and enable or restore the version");
            case RESOURCE_EXHAUSTED ->
                new KeyServiceException(
                        Answer.THROTTLED,
                        "Google Cloud takes no more requests for now" + origin,
                        "Ask for a higher quota of Cloud KMS if this happens often");
            case INVALID_ARGUMENT ->
                new KeyServiceException(
                        this.permission.endsWith("Decrypt") ? Answer.REJECTED : Answer.MISUNDERSTOOD,
                        "Google Cloud does not accept the request: the wrapped key is not of this key, or the key is not made for"
                                + " encryption" + origin,
                        "Restore the file from version control; the key must have the purpose ENCRYPT_DECRYPT");
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, ABORTED, CANCELLED, UNKNOWN ->
                unavailable("Google Cloud KMS is not available" + origin);
            default ->
                new KeyServiceException(
                        Answer.MISUNDERSTOOD,
                        "Google Cloud KMS did not understand the request" + origin,
                        "Check the resource id in the file, and the endpoint of Google Cloud if one is configured");
        };
    }

    /** What is below a failure that no service answered with. */
    private static @Nullable SecretsException network(@Nullable Throwable failure) {
        SecretsException network = ServiceCalls.noConnection(failure, SERVICE);
        for (Throwable cause = failure; network == null && cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && cause.getClass().getName().startsWith("com.google.auth.")) {
                network = new KeyServiceException(
                        Answer.UNAUTHENTICATED,
                        "no access token can be had for the credentials of Google Cloud",
                        CREDENTIALS);
            }
        }
        return network;
    }

    static SecretsException noCredentials() {
        return new KeyServiceException(
                Answer.UNAUTHENTICATED, "there are no credentials of Google Cloud that can be used here", CREDENTIALS);
    }
}
