package io.secretsbridge.mount;

/**
 * How a mounted directory is read: whether a final newline belongs to a value, and how much a directory may hold before
 * it is refused. Immutable; start at {@link #DEFAULT}.
 */
public final class MountOptions {

    /**
     * Trims a final newline, and takes 10,000 files of 4 MiB each and 16 MiB in all. One Kubernetes Secret is at most 1 MiB,
     * a projected volume joins several.
     */
    public static final MountOptions DEFAULT = new MountOptions(true, 10_000, 4 << 20, 16L << 20);

    private final boolean trimTrailingNewline;

    private final int maxFiles;

    private final int maxFileBytes;

    private final long maxTotalBytes;

    private MountOptions(boolean trimTrailingNewline, int maxFiles, int maxFileBytes, long maxTotalBytes) {
        if (maxFiles < 1 || maxFileBytes < 1 || maxTotalBytes < 1) {
            throw new IllegalArgumentException("A limit of a mounted directory must be positive");
        }
        this.trimTrailingNewline = trimTrailingNewline;
        this.maxFiles = maxFiles;
        this.maxFileBytes = maxFileBytes;
        this.maxTotalBytes = maxTotalBytes;
    }

    /**
     * Returns options that differ in whether a final newline is left out of text values.
     *
     * @param trim {@code true} to leave out the newline at the end of a value that is a single line
     * @return the options
     */
    public MountOptions withTrimTrailingNewline(boolean trim) {
        return new MountOptions(trim, this.maxFiles, this.maxFileBytes, this.maxTotalBytes);
    }

    /**
     * Returns options with other limits.
     *
     * @param files the largest number of directory entries, files and directories together
     * @param fileBytes the largest size of one file in bytes
     * @param totalBytes the largest size of all files together in bytes
     * @return the options
     * @throws IllegalArgumentException when a limit is not positive
     */
    public MountOptions withLimits(int files, int fileBytes, long totalBytes) {
        return new MountOptions(this.trimTrailingNewline, files, fileBytes, totalBytes);
    }

    /**
     * Returns whether the newline at the end of a single-line text is left out.
     *
     * @return {@code true} when it is left out
     */
    public boolean trimTrailingNewline() {
        return this.trimTrailingNewline;
    }

    /**
     * Returns the largest number of directory entries.
     *
     * @return the number of files and directories together
     */
    public int maxFiles() {
        return this.maxFiles;
    }

    /**
     * Returns the largest size of one file.
     *
     * @return the size in bytes
     */
    public int maxFileBytes() {
        return this.maxFileBytes;
    }

    /**
     * Returns the largest size of all files together.
     *
     * @return the size in bytes
     */
    public long maxTotalBytes() {
        return this.maxTotalBytes;
    }
}
