/**
 * Google Cloud KMS as a key service: the kind {@code gcp_kms} of SOPS files. Everything that loads Google's libraries is reached only
 * by {@link io.secretsbridge.kms.gcp.GcpKmsProvider#connect}.
 */
@NullMarked
package io.secretsbridge.kms.gcp;

import org.jspecify.annotations.NullMarked;
