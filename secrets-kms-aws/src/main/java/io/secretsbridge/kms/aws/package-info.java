/**
 * AWS KMS as a key service: the kind {@code kms} of SOPS files. Everything that loads the AWS SDK is reached only by
 * {@link io.secretsbridge.kms.aws.AwsKmsProvider#connect}.
 */
@NullMarked
package io.secretsbridge.kms.aws;

import org.jspecify.annotations.NullMarked;
