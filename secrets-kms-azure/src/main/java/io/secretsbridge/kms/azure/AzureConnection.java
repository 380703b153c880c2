package io.secretsbridge.kms.azure;

import com.azure.security.keyvault.keys.cryptography.models.DecryptResult;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.ServiceCalls;
import io.secretsbridge.key.TrustedAddresses;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import reactor.core.publisher.Mono;

/** Wraps by {@code encrypt} and unwraps by {@code decrypt}, both with RSA-OAEP-256. */
final class AzureConnection implements MasterKeyProvider.Connection {

    /** The hosts of vaults and managed HSMs of each of Azure's clouds. */
    static final List<String> KNOWN_VAULTS = List.of(
            "*.vault.azure.net",
            "*.vault.azure.cn",
            "*.vault.usgovcloudapi.net",
            "*.vault.microsoftazure.de",
            "*.managedhsm.azure.net",
            "*.managedhsm.azure.cn",
            "*.managedhsm.usgovcloudapi.net",
            "*.managedhsm.microsoftazure.de");

    /** The ciphertext of the largest RSA key that Azure has. */
    private static final int MAX_WRAPPED = 512;

    private final AzureClients clients;

    private final TrustedAddresses trusted;

    private final Duration limit;

    AzureConnection(KeySettings settings) {
        List<String> allowed = settings.list("azure.vaults");
        if (allowed.isEmpty()) {
            allowed = KeySettings.listOf(
                    settings.environment("SECRETS_AZURE_VAULTS").orElse(""));
        }
        TrustedAddresses named = TrustedAddresses.of(allowed);
        this.trusted = !allowed.isEmpty()
                ? named
                : settings.followsSops() ? TrustedAddresses.ALL : TrustedAddresses.of(KNOWN_VAULTS);
        this.clients = new AzureClients(settings, named);
        this.limit = settings.callTimeout();
    }

    private AzureKey trusted(MasterKey masterKey) {
        AzureKey key = AzureKey.of(masterKey);
        if (!this.trusted.contain(key.vault()) || !"https".equals(key.vault().getScheme())) {
            throw new KeyServiceException(
                    Answer.UNTRUSTED,
                    "the file names a vault at an address that the configuration does not allow",
                    "If the vault is yours, add its address to secrets-bridge.azure.vaults, or to SECRETS_AZURE_VAULTS for the"
                            + " command");
        }
        return key;
    }

    /** Returns the key with its newest version when it has none, because what one version wraps no other unwraps. */
    @Override
    public MasterKey resolve(MasterKey masterKey) {
        AzureKey key = trusted(masterKey);
        if (!key.version().isEmpty()) {
            return masterKey;
        }
        AzureFailures failures = new AzureFailures("get");
        KeyVaultKey found = call(this.clients.keys(key).getKey(key.name()), failures);
        String version = found.getProperties().getVersion();
        if (version == null || version.isEmpty()) {
            throw failures.misunderstood();
        }
        return key.withVersion(version).toMasterKey();
    }

    @Override
    public String wrap(DataKey dataKey, MasterKey masterKey) {
        AzureKey key = trusted(masterKey);
        AzureFailures failures = new AzureFailures("encrypt");
        byte[] bytes = dataKey.exposeBytes();
        try {
            EncryptResult result =
                    call(this.clients.cryptography(key).encrypt(EncryptionAlgorithm.RSA_OAEP_256, bytes), failures);
            if (result.getCipherText() == null || result.getCipherText().length == 0) {
                throw failures.misunderstood();
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(result.getCipherText());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public DataKey unwrap(String wrapped, MasterKey masterKey) {
        AzureKey key = trusted(masterKey);
        AzureFailures failures = new AzureFailures("decrypt");
        DecryptResult result = call(
                this.clients
                        .cryptography(key)
                        .decrypt(
                                EncryptionAlgorithm.RSA_OAEP_256,
                                ServiceCalls.decode(wrapped, Base64.getUrlDecoder(), MAX_WRAPPED)),
                failures);
        byte[] bytes = result.getPlainText();
        if (bytes == null || bytes.length == 0) {
            throw failures.misunderstood();
        }
        return ServiceCalls.dataKey(bytes);
    }

    private <T> T call(Mono<T> operation, AzureFailures failures) {
        T result = ServiceCalls.await(operation.toFuture(), this.limit, AzureFailures.SERVICE, failures::of);
        if (result == null) {
            throw failures.misunderstood();
        }
        return result;
    }

    @Override
    public void close() {
        this.clients.close();
    }
}
