/** Tests of the AWS module, and the server that they run against. */
package io.secretsbridge.kms.aws;
