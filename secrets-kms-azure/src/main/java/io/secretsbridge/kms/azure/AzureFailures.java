package io.secretsbridge.kms.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.ServiceCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of Azure means and what to do about it. Of the answer itself only the codes are shown.
 *
 * @param operation what was asked for: {@code get}, {@code encrypt} or {@code decrypt}
 */
record AzureFailures(String operation) {

    static final String SERVICE = "Azure Key Vault";

    private static final String CREDENTIALS =
            "On AKS, bind the service account by workload identity; on your machine, run 'az login'. If"
                    + " there are credentials, check the tenant and that the clock of this machine is right";

    SecretsException of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SecretsException known) {
                return known;
            }
        }
        SecretsException network = ServiceCalls.noConnection(failure, SERVICE);
        if (network != null) {
            return network;
        }
        if (isOfAnotherService(failure)) {
            return new KeyServiceException(
                    Answer.UNTRUSTED,
                    "what answers at the vault's address asks for a token that is for another service; none was sent",
                    "Check the name of the vault. If the vault is yours, and its tokens have another name, add its address to"
                            + " secrets-bridge.azure.vaults, or to SECRETS_AZURE_VAULTS for the command");
        }
        if (isOfIdentity(failure)) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED, "no token of Azure can be had with the credentials here", CREDENTIALS);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answer && answer.getResponse() != null) {
                return answered(answer);
            }
            if (cause instanceof IOException) {
                return unavailable("Azure cannot be reached");
            }
        }
        return unavailable("Azure gave no answer that can be read");
    }

    /** Whether the library found that a token is asked for that the vault has no use for. It says so in words only. */
    private static boolean isOfAnotherService(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).startsWith("The challenge resource")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a failure is of the getting of a token, which comes before the vault is asked. */
    private static boolean isOfIdentity(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String type = cause.getClass().getName();
            if (type.startsWith("com.azure.identity.")
                    || type.startsWith("com.microsoft.aad.")
                    || (cause instanceof ClientAuthenticationException answer
                            && (answer.getResponse() == null
                                    || answer.getResponse().getStatusCode() != 401))) {
                return true;
            }
        }
        return false;
    }

    SecretsException misunderstood() {
        return new KeyServiceException(
                Answer.MISUNDERSTOOD,
                "what answered is not Azure Key Vault: the answer holds no key",
                "Check the address of the vault");
    }

    private static KeyServiceException unavailable(String problem) {
        return new KeyServiceException(
                Answer.UNAVAILABLE, problem, "Check that the vault can be reached from here, its firewall too");
    }

    private SecretsException answered(HttpResponseException answer) {
        HttpResponse response = answer.getResponse();
        int status = response.getStatusCode();
        String code = code(answer.getValue());
        String origin = " (" + (code.isEmpty() ? "status " + status : code) + ")";
        return switch (status) {
            case 400 ->
                new KeyServiceException(
                        this.operation.equals("decrypt") ? Answer.REJECTED : Answer.UNUSABLE,
                        "Azure does not accept the request: the wrapped key is not of this version of the key, or the key is no RSA key"
                                + origin,
                        "Restore the file from version control; the key must be an RSA key");
            case 401 ->
                new KeyServiceException(
                        Answer.UNAUTHENTICATED, "Azure does not accept the token" + origin, CREDENTIALS);
            case 403 -> forbidden(code, origin);
            case 404 ->
                new KeyServiceException(
                        Answer.NOT_FOUND,
                        "the vault has no such key or version" + origin,
                        "Check the name and the version of the key");
            case 409 ->
                new KeyServiceException(
                        Answer.UNUSABLE,
                        "the key is being deleted or recovered" + origin,
                        "See its state by 'az keyvault key list-deleted'");
            case 429 ->
                new KeyServiceException(
                        Answer.THROTTLED,
                        "the vault takes no more requests for now" + origin,
                        "Use a smaller RSA key or a vault of its own if this happens often",
                        retryAfter(response));
            default ->
                (status >= 500 || status == 408)
                        ? unavailable("Azure Key Vault is not available" + origin)
                        : new KeyServiceException(
                                Answer.MISUNDERSTOOD,
                                "Azure Key Vault did not understand the request" + origin,
                                "Check the entry of the key in the file");
        };
    }

    private SecretsException forbidden(String code, String origin) {
        String lower = code.toLowerCase(Locale.ROOT);
        if (lower.contains("disabled") || lower.contains("expired") || lower.contains("notyetvalid")) {
            return new KeyServiceException(
                    Answer.UNUSABLE,
                    "this version of the key is disabled, or its time has not come or is over" + origin,
                    "Enable the version: it is needed as long as files are sealed with it");
        }
        if (lower.contains("operation")) {
            return new KeyServiceException(
                    Answer.UNUSABLE,
                    "the key does not allow the operation " + this.operation + origin,
                    "Add " + this.operation + " to the key's permitted operations");
        }
        if (lower.contains("firewall") || lower.contains("connection")) {
            return new KeyServiceException(
                    Answer.DENIED,
                    "the vault's network rules refuse this address" + origin,
                    "Allow this network in the vault's firewall, or use its private endpoint");
        }
        return new KeyServiceException(
                Answer.DENIED,
                "Azure denies keys/" + this.operation + origin,
                "Grant Microsoft.KeyVault/vaults/keys/"
                        + (this.operation.equals("get") ? "read" : this.operation + "/action")
                        + " on the key to the identity that runs here, by the role Key Vault Crypto User or one of your own; with"
                        + " access policies, the key permission " + this.operation);
    }

    /** The innermost code, which says most; whatever a server put there, what is shown is a word. */
    private static String code(@Nullable Object body) {
        String code = "";
        Object error = (body instanceof Map<?, ?> map) ? map.get("error") : null;
        while (error instanceof Map<?, ?> map) {
            if (map.get("code") instanceof String text && text.matches("[\\w.-]{1,80}")) {
                code = text;
            }
            error = map.get("innererror");
        }
        return code;
    }

    private static @Nullable Duration retryAfter(HttpResponse response) {
        String seconds = response.getHeaders().getValue(HttpHeaderName.RETRY_AFTER);
        return (seconds != null && seconds.matches("[0-9]{1,4}")) ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }
}
