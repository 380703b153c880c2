package io.secretsbridge.kms.vault;

import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in the words of all key services. Reads what Vault says, and never repeats it. */
final class VaultFailures {

    private VaultFailures() {}

    static KeyServiceException untrusted(VaultKey key, VaultSettings settings) {
        String name = settings.nameOfAddress();
        return new KeyServiceException(
                Answer.UNTRUSTED,
                "the file names the Vault server " + key.address() + ", which is not the one of " + name
                        + "; nothing was sent",
                "If this is your server, set " + name + "=" + key.address() + " or add it to "
                        + settings.nameOf("trusted-addresses"));
    }

    static KeyServiceException noToken(VaultSettings settings) {
        return new KeyServiceException(
                Answer.UNAUTHENTICATED,
                "there is no token for Vault",
                settings.followsSops()
                        ? "Set VAULT_TOKEN, or log in: vault login"
                        : "Set " + settings.nameOfToken() + ", or log in by " + settings.nameOf("auth")
                                + "=kubernetes, jwt or approle");
    }

    static KeyServiceException ofException(@Nullable Throwable failure, URI target, VaultSettings settings) {
        String place = target.getRawAuthority();
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return unresolved(target);
        }
        if (has(failure, CertificateExpiredException.class) || has(failure, CertificateNotYetValidException.class)) {
            return new KeyServiceException(
                    Answer.MISUNDERSTOOD,
                    "the certificate of the Vault server " + place + " is not valid at this time",
                    "Renew the certificate, or set the clock of this machine");
        }
        if (has(failure, CertPathBuilderException.class)) {
            return new KeyServiceException(
                    Answer.MISUNDERSTOOD,
                    "the certificate of the Vault server " + place
                            + " is not signed by an authority that is trusted here",
                    "Name the file of the authority's certificate in " + settings.nameOf("ca-file"));
        }
        if (has(failure, CertificateException.class)) {
            return new KeyServiceException(
                    Answer.MISUNDERSTOOD,
                    "the certificate of the Vault server " + place + " is for another name",
                    "Use the name of the certificate in the address, or set it as "
                            + settings.nameOf("tls-server-name"));
        }
        if (has(failure, ConnectException.class)) {
            return new KeyServiceException(
                    Answer.UNAVAILABLE,
                    "nothing listens at the address of the Vault server " + place + ", or it cannot be reached",
                    "Check the address, and that Vault can be reached from here");
        }
        if (has(failure, SSLException.class)) {
            return new KeyServiceException(
                    Answer.UNAVAILABLE,
                    "no TLS connection to the Vault server " + place + " could be made",
                    "Check that the address begins with https:// only when the server speaks TLS");
        }
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                "the connection to the Vault server " + place + " ended without a whole answer",
                "Check Vault's log, and what stands between here and Vault");
    }

    static KeyServiceException unresolved(URI target) {
        return new KeyServiceException(
                Answer.UNAVAILABLE,
                "the name of the Vault server " + target.getRawAuthority() + " cannot be resolved",
                "Check the address, and DNS");
    }

    private static boolean has(@Nullable Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Says what an answer means that is no success. */
    static KeyServiceException ofAnswer(VaultClient.Answer answer, VaultKey key, String operation) {
        String path = key.path(operation);
        int status = answer.status();
        return switch (status) {
            case 400 -> badRequest(errors(answer), key, operation);
            case 403 -> forbidden(errors(answer), path);
            case 404 ->
                new KeyServiceException(
                        Answer.NOT_FOUND,
                        "Vault has no transit engine at " + key.engine() + ", or none in this namespace",
                        "Check the path and the namespace, or: vault secrets enable -path=" + key.engine()
                                + " transit");
            case 429 ->
                new KeyServiceException(
                        Answer.THROTTLED,
                        "Vault answers that there are too many requests (429)",
                        "Raise the quota for " + path + " (vault read sys/quotas/rate-limit), or start fewer at a time",
                        answer.retryAfter());
            default -> other(answer, status);
        };
    }

    private static KeyServiceException other(VaultClient.Answer answer, int status) {
        if (status == 503 && errors(answer).contains("sealed")) {
            return new KeyServiceException(
                    Answer.UNAVAILABLE, "Vault is sealed", "Unseal Vault: vault operator unseal", answer.retryAfter());
        }
        if (status == 412 || status >= 500) {
            return new KeyServiceException(
                    Answer.UNAVAILABLE,
                    "Vault is not ready (" + status + ")",
                    "Check Vault's state: vault status",
                    answer.retryAfter());
        }
        if (status >= 300 && status < 400) {
            return new KeyServiceException(
                    Answer.MISUNDERSTOOD,
                    "the server redirects to another address (" + status + "), which is not followed",
                    "Give the address that it redirects to, or let standby servers forward requests");
        }
        return noVault("its answer has the status " + status);
    }

    static KeyServiceException noVault(String why) {
        return new KeyServiceException(
                Answer.MISUNDERSTOOD,
                "the server does not answer as Vault does: " + why,
                "Check the address, and what stands between here and Vault");
    }

    private static KeyServiceException forbidden(String errors, String path) {
        // A policy's refusal is one of a list of errors; that of an unknown token stands alone, or says so.
        if (errors.strip().equals("permission denied")
                || errors.contains("invalid token")
                || errors.contains("bad token")
                || errors.contains("missing client token")) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "Vault does not accept the token: it is wrong, expired or revoked",
                    "Log in again, or check the role");
        }
        return new KeyServiceException(
                Answer.DENIED,
                "Vault denies it: no policy of the token allows " + path,
                "Grant the capability \"update\" on the path " + path + " in a policy of the token or role");
    }

    private static KeyServiceException badRequest(String errors, VaultKey key, String operation) {
        if (errors.contains("missing client token")) {
            return forbidden(errors, key.path(operation));
        }
        if (errors.contains("key not found")) {
            return new KeyServiceException(
                    Answer.NOT_FOUND,
                    "Vault has no transit key " + key.name() + " at " + key.engine(),
                    "Check the name, or make the key: vault write -f " + key.engine() + "/keys/" + key.name());
        }
        if (errors.contains("disallowed by policy") || errors.contains("too old")) {
            return new KeyServiceException(
                    Answer.UNUSABLE,
                    "the version of the transit key " + key.name() + " that wrapped the data key is below its"
                            + " min_decryption_version",
                    "Lower min_decryption_version, open the file and seal it again, then raise it");
        }
        if (errors.contains("not support")) {
            return new KeyServiceException(
                    Answer.UNUSABLE,
                    "the transit key " + key.name() + " is of a type that does not " + operation + " this",
                    "Use a key of the type aes256-gcm96 that is not derived");
        }
        if (errors.contains("context")) {
            return new KeyServiceException(
                    Answer.UNUSABLE,
                    "the transit key " + key.name() + " is derived and needs a context, which sops files do not have",
                    "Use a key that was made without derived=true");
        }
        if (operation.equals(VaultConnection.DECRYPT)) {
            return rejected(key);
        }
        return new KeyServiceException(
                Answer.UNUSABLE,
                "Vault refuses to " + operation + " with the transit key " + key.name(),
                "Look at the key: vault read " + key.engine() + "/keys/" + key.name());
    }

    static KeyServiceException rejected(VaultKey key) {
        return new KeyServiceException(
                Answer.REJECTED,
                "the wrapped data key is not of the transit key " + key.name() + ", or was changed",
                "Restore the sops block from an older version of the file");
    }

    /** What logging in came to. */
    static KeyServiceException ofLogin(VaultClient.Answer answer, String mount, String what) {
        int status = answer.status();
        if (status == 429) {
            return new KeyServiceException(
                    Answer.THROTTLED,
                    "Vault answers to a login at auth/" + mount + " that there are too many requests (429)",
                    "Raise the quota for logins, or start fewer at a time",
                    answer.retryAfter());
        }
        if (status == 400 || status == 401 || status == 403) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "Vault refuses the login at auth/" + mount + " (" + status + ")",
                    "Check that " + what + " is bound to the role there");
        }
        if (status == 404) {
            return new KeyServiceException(
                    Answer.UNAUTHENTICATED,
                    "Vault has no auth method at auth/" + mount + ", or none in this namespace",
                    "Check the mount and the namespace, or: vault auth enable -path=" + mount + " METHOD");
        }
        return other(answer, status);
    }

    /** What Vault says is wrong, in small letters, to tell cases apart by. */
    private static String errors(VaultClient.Answer answer) {
        StringBuilder text = new StringBuilder();
        if (answer.body().get("errors") instanceof ListNode list) {
            for (Node error : list.elements()) {
                if (error instanceof ValueNode value && value.isString()) {
                    text.append(value.text()).append('\n');
                }
            }
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
