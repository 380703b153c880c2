package io.secretsbridge.kms.aws;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.ServiceCalls;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * What an answer of AWS means and what to do about it. Of the answer itself only the code and the request's number are shown.
 *
 * @param key the key that was asked for
 * @param permission what was asked for, as policies name it
 */
record AwsFailures(AwsKey key, String permission) {

    private static final Set<String> CLOCK = Set.of("RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");

    private static final Set<String> UNKNOWN_CALLER = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "AuthFailure",
            "InvalidIdentityToken");

    private static final Set<String> EXPIRED = Set.of("ExpiredTokenException", "ExpiredToken");

    SecretsException of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SecretsException known) {
                return known;
            }
        }
        if (failure instanceof AwsServiceException answer) {
            return answered(answer);
        }
        if (failure instanceof ApiCallTimeoutException) {
            return unreachable();
        }
        if (failure instanceof SdkException || failure instanceof RuntimeException) {
            return unanswered(failure);
        }
        throw new IllegalStateException("the AWS SDK failed unexpectedly", failure);
    }

    /** Returns what did not answer. */
    String service() {
        return "AWS KMS in " + this.key.region();
    }

    SecretsException empty() {
        return new KeyServiceException(
                Answer.MISUNDERSTOOD,
                "what answered " + this.permission + " is not AWS KMS: the answer holds no key",
                "Check the endpoint of AWS in the configuration");
    }

    private SecretsException answered(AwsServiceException answer) {
        String code = (answer.awsErrorDetails() != null)
                ? text(answer.awsErrorDetails().errorCode())
                : "";
        boolean ofSts = answer instanceof StsException;
        String asked = ofSts ? "sts:AssumeRole" : this.permission;
        String origin = origin(answer, code);
        if (answer.isClockSkewException() || CLOCK.contains(code)) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "AWS refuses " + asked + " because of the time of the request" + origin,
                    "Set the clock of this machine; AWS accepts a difference of five minutes. If the clock is right, the secret"
                            + " access key is wrong");
        }
        if (answer.isThrottlingException() || answer.statusCode() == 429) {
            return new KeyServiceException(
                    Answer.THROTTLED,
                    "AWS takes no more requests for now" + origin,
                    "Ask for a higher quota of KMS in this region if this happens often");
        }
        if (EXPIRED.contains(code)) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "the AWS credentials have expired" + origin,
                    "Sign in again, or renew them");
        }
        if (UNKNOWN_CALLER.contains(code)) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "AWS does not accept the credentials" + origin,
                    "Check which credentials are used here and that they are of the right account");
        }
        return ofSts ? ofSts(answer, code, origin) : ofKms(answer, code, origin);
    }

    private SecretsException ofSts(AwsServiceException answer, String code, String origin) {
        if (code.startsWith("AccessDenied")) {
            return new KeyServiceException(
                    Answer.DENIED,
                    "AWS denies the role" + (this.key.role().isEmpty() ? " of the web identity" : "") + origin,
                    this.key.role().isEmpty()
                            ? "Let the trust policy of the role allow sts:AssumeRoleWithWebIdentity to this service account"
                            : "Grant sts:AssumeRole on the role to the identity that runs here, and let the trust policy of the"
                                    + " role name that identity");
        }
        return other(answer, "STS", origin);
    }

    private SecretsException ofKms(AwsServiceException answer, String code, String origin) {
        return switch (code) {
            case "AccessDeniedException", "AccessDenied" ->
                new KeyServiceException(
                        Answer.DENIED,
                        "AWS denies " + this.permission + origin,
                        "Grant " + this.permission
                                + " on this key to the identity that runs here, in its IAM policy and in the key"
                                + " policy"
                                + (this.key.context().isEmpty()
                                        ? ""
                                        : "; conditions on the encryption context must fit that of the file"));
            case "NotFoundException" ->
                new KeyServiceException(
                        Answer.NOT_FOUND,
                        "AWS has no such key or alias in " + this.key.region() + origin,
                        "Check the ARN: the region, the account and the id");
            case "DisabledException" ->
                new KeyServiceException(
                        Answer.UNUSABLE, "the key is disabled" + origin, "Enable it: aws kms enable-key --key-id ID");
            case "KMSInvalidStateException" ->
                new KeyServiceException(
                        Answer.UNUSABLE,
                        "the key is in a state in which it cannot be used, for example about to be deleted" + origin,
                        "See its state by 'aws kms describe-key'; stop a deletion by 'aws kms cancel-key-deletion'");
            case "InvalidKeyUsageException" ->
                new KeyServiceException(
                        Answer.UNUSABLE,
                        "the key is not made for encryption" + origin,
                        "Use a symmetric key with the usage ENCRYPT_DECRYPT");
            case "InvalidCiphertextException" ->
                new KeyServiceException(
                        Answer.REJECTED,
                        "the wrapped key was not made by this key with this encryption context, or was changed"
                                + origin,
                        "Restore the file from version control; the context of the entry must be the one it was sealed with");
            case "IncorrectKeyException" ->
                new KeyServiceException(
                        Answer.REJECTED,
                        "another key wrapped it than the one that the entry names" + origin,
                        "Restore the file from version control");
            default -> other(answer, "KMS", origin);
        };
    }

    private SecretsException other(AwsServiceException answer, String service, String origin) {
        if (answer.statusCode() >= 500) {
            return new KeyServiceException(
                    Answer.UNAVAILABLE, "AWS " + service + " is not available" + origin, "Try again later");
        }
        return new KeyServiceException(
                Answer.MISUNDERSTOOD,
                "AWS " + service + " did not understand the request" + origin,
                "Check the entry of the key in the file, and the endpoint of AWS if one is configured");
    }

    private static String origin(AwsServiceException answer, String code) {
        String request = text(answer.requestId());
        return " (" + (code.isEmpty() ? "status " + answer.statusCode() : code)
                + (request.isEmpty() ? "" : ", request " + request) + ")";
    }

    /** Whatever a server put there, what is shown is a word. */
    private static String text(@Nullable String word) {
        return (word != null && word.matches("[\\w.:-]{1,80}")) ? word : "";
    }

    private SecretsException unreachable() {
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                service() + " cannot be reached",
                "Check the network, and the endpoint of AWS if one is configured");
    }

    private SecretsException unanswered(Throwable failure) {
        SecretsException network = ServiceCalls.noConnection(failure, service());
        if (network != null) {
            return network;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return unreachable();
            }
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("credentials") || message.contains("profile") || message.contains("token")) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "there are no AWS credentials that can be used here",
                    "In a cluster, bind the service account to a role (IRSA or EKS Pod Identity); on your machine, sign in by 'aws"
                            + " sso login' and name the profile, or set AWS_PROFILE");
        }
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                "AWS gave no answer that can be read",
                "Check the network, and the endpoint of AWS if one is configured");
    }
}
