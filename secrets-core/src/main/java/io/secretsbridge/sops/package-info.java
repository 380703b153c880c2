/**
 * The SOPS format: document, metadata, selectors, opening, sealing, the MAC and creation rules. The only place, with its
 * stores, that knows the text of a sealed value or of the {@code sops} block.
 */
@NullMarked
package io.secretsbridge.sops;

import org.jspecify.annotations.NullMarked;
