/** Compares Secrets Bridge with the programs whose files and mounts it shares: {@code sops}, {@code age}, and the kubelet's writer. */
@NullMarked
package io.secretsbridge.interop;

import org.jspecify.annotations.NullMarked;
