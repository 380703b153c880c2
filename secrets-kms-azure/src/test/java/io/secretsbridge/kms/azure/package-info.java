/** Tests of the Azure module, and the server that they run against, which the comparison with {@code sops} uses too. */
package io.secretsbridge.kms.azure;
