package io.secretsbridge.mount;

/**
 * A new snapshot of a watched directory, and what it changes.
 *
 * @param snapshot all files as they are now
 * @param diff what differs from the snapshot before, never empty
 */
public record MountUpdate(MountSnapshot snapshot, MountDiff diff) {}
