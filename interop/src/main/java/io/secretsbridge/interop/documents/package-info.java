/** Generates plain documents as people, tools and adversaries write them: as text, not as trees, because layout is half of it. */
@NullMarked
package io.secretsbridge.interop.documents;

import org.jspecify.annotations.NullMarked;
