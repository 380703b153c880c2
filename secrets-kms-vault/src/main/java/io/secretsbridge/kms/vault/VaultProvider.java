package io.secretsbridge.kms.vault;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;

/**
 * Serves keys of the kind {@code hc_vault}: those of the transit engine of HashiCorp Vault or OpenBao, with requests and results as
 * {@code sops} has them.
 *
 * <p>Each setting is a property below {@code secrets-bridge.}, or an environment variable where the {@link KeySettings} have an
 * environment: {@code SECRETS_VAULT_} and the rest of the name, or one that Vault's and OpenBao's own tools read.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>property</th><th>other variables</th><th>meaning</th></tr>
 * <tr><td>{@code vault.address}</td><td>{@code BAO_ADDR}, {@code VAULT_ADDR}</td><td>the address of the server; files must name it</td></tr>
 * <tr><td>{@code vault.trusted-addresses}</td><td>{@code SOPS_HC_VAULT_ALLOWLIST}</td><td>further addresses that files may name</td></tr>
 * <tr><td>{@code vault.namespace}</td><td>{@code BAO_NAMESPACE}, {@code VAULT_NAMESPACE}</td><td>the namespace of requests</td></tr>
 * <tr><td>{@code vault.auth}</td><td></td><td>{@code token} (the default), {@code kubernetes}, {@code jwt} or {@code approle}</td></tr>
 * <tr><td>{@code vault.auth-mount}</td><td></td><td>where the auth method is mounted; its name unless set</td></tr>
 * <tr><td>{@code vault.role}</td><td></td><td>the role to log in with, for {@code kubernetes} and {@code jwt}</td></tr>
 * <tr><td>{@code vault.jwt-file}</td><td></td><td>the token to log in with; for {@code kubernetes} that of the pod unless set</td></tr>
 * <tr><td>{@code vault.role-id}, {@code vault.secret-id-file}</td><td></td><td>what to log in with, for {@code approle}</td></tr>
 * <tr><td>{@code vault.token-file}</td><td></td><td>a file that holds the token; read again when the token is refused</td></tr>
 * <tr><td>(none)</td><td>{@code BAO_TOKEN}, {@code VAULT_TOKEN}</td><td>the token; else {@code ~/.vault-token}</td></tr>
 * <tr><td>{@code vault.ca-file}</td><td>{@code BAO_CACERT}, {@code VAULT_CACERT}</td><td>the certificates to trust, PEM, instead of the JDK's</td></tr>
 * <tr><td>{@code vault.tls-server-name}</td><td>{@code BAO_TLS_SERVER_NAME}, {@code VAULT_TLS_SERVER_NAME}</td><td>the name that the server's certificate has</td></tr>
 * </table>
 *
 * <p>A token that was logged in for is renewed after two thirds of its life, and asked for again when it is refused. Redirects are not
 * followed. When settings {@linkplain KeySettings#followsSops() follow sops}, only the variables {@code VAULT_…} count, and files may name
 * any address that {@code SOPS_HC_VAULT_ALLOWLIST} does not exclude.
 */
public final class VaultProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "hc_vault";

    /** For the service loader. */
    public VaultProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Reads a URI such as {@code https://vault.example.com:8200/v1/transit/keys/name}. The path of the engine may have slashes.
     */
    @Override
    public MasterKey parse(String uri) {
        return VaultKey.parse(uri).toMasterKey();
    }

    @Override
    public Connection connect(KeySettings settings) {
        return VaultConnection.open(VaultSettings.of(settings));
    }
}
