/**
 * Keys of the transit engine of HashiCorp Vault and OpenBao, spoken to by the JDK's HTTP client. May know the core, and no Spring.
 */
@NullMarked
package io.secretsbridge.kms.vault;

import org.jspecify.annotations.NullMarked;
