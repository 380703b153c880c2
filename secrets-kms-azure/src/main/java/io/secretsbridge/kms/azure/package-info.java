/**
 * Azure Key Vault and Managed HSM as key services: the kind {@code azure_kv} of SOPS files. Everything that loads Azure's libraries is
 * reached only by {@link io.secretsbridge.kms.azure.AzureKeyVaultProvider#connect}.
 */
@NullMarked
package io.secretsbridge.kms.azure;

import org.jspecify.annotations.NullMarked;
