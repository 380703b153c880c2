package io.secretsbridge.kms.azure;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;

/**
 * Serves keys of the kind {@code azure_kv}: RSA keys of Azure Key Vault and Managed HSM, by RSA-OAEP-256 and the operations
 * {@code encrypt} and {@code decrypt}, as {@code sops} does. A key without a version wraps by its newest version, which is then
 * recorded; reading that version needs the permission {@code keys/get}.
 *
 * <p>A file names the vault's address. A token goes there only when the address is one of a vault or managed HSM of Azure, of its clouds
 * in China, Germany and for the government of the United States included, or one that configuration names.
 *
 * <p>Properties below {@code secrets-bridge.}:
 *
 * <ul>
 * <li>{@code azure.vaults} (also the variable {@code SECRETS_AZURE_VAULTS}): the addresses of the only vaults that may be used, separated
 * by commas, for example {@code shop.vault.azure.net}; in the forms of {@link io.secretsbridge.key.TrustedAddresses};
 * <li>{@code azure.client-id}: which managed identity to use where there are several;
 * <li>{@code azure.authority-host}: where tokens come from in another cloud, as {@code AZURE_AUTHORITY_HOST} says it too.
 * </ul>
 *
 * <p>Credentials: workload identity when its token is mounted ({@code AZURE_FEDERATED_TOKEN_FILE}), and its failure is told; else, with the
 * environment, those of Azure's default chain, and without it a managed identity or the login of a developer. An application's own {@code com.azure.core.credential.TokenCredential}, handed over by
 * {@link KeySettings#withClient}, goes before both.
 */
public final class AzureKeyVaultProvider implements MasterKeyProvider {

    /** The kind, as the SOPS metadata names it. */
    public static final String KIND = "azure_kv";

    /** For the service loader. */
    public AzureKeyVaultProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /** Reads {@code https://VAULT/keys/NAME} or {@code https://VAULT/keys/NAME/VERSION}. */
    @Override
    public MasterKey parse(String uri) {
        return AzureKey.parse(uri).toMasterKey();
    }

    @Override
    public Connection connect(KeySettings settings) {
        return new AzureConnection(settings);
    }
}
