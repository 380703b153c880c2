package io.secretsbridge.mount;

import io.secretsbridge.SecretsException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads a directory of secrets, one file per value, as one consistent snapshot.
 *
 * <p>A directory with a {@code ..data} link is a Kubernetes volume (Secret, ConfigMap, projected, or of the Secrets Store
 * CSI driver). All files are taken from the one real directory that the link leads to, and the link is looked at again
 * afterwards, so that a snapshot never mixes two generations and never misses files of one that is being deleted. Any other
 * directory (Docker and Podman secrets, systemd credentials, files of the Vault agent) is read until nothing moved while
 * it was read and nothing was written for 200 milliseconds; volumes below it are read as volumes.
 *
 * <p>The name of a value is its path below the directory with {@code .} in place of {@code /}. Names that start with
 * {@code ..} are the volume's own and left out; {@code .dockerconfigjson} is a name like any other. Left out are also
 * devices, sockets and pipes, and {@code kubernetes.io/serviceaccount}, the pod's own token, unless it is the directory
 * asked for. Links out of the directory are refused.
 */
public final class MountedDirectory {

    private MountedDirectory() {}

    /**
     * Reads the directory. Tries again for up to about two seconds when it changes meanwhile.
     *
     * @param directory the directory
     * @param options the limits, and what happens to final newlines
     * @return all files at one moment
     * @throws SecretsException with {@code NOT_FOUND} when there is no such directory, {@code UNREADABLE} when it or a file
     * in it cannot be read or leads out of it, {@code LIMIT_EXCEEDED} when it holds too much, {@code INVALID_CONFIGURATION}
     * when two files have the same name, {@code TIMED_OUT} when it never stands still, {@code INTERRUPTED} when the thread
     * was interrupted
     */
    public static MountSnapshot read(Path directory, MountOptions options) {
        Objects.requireNonNull(directory, "'directory' must not be null");
        Objects.requireNonNull(options, "'options' must not be null");
        return new MountReader(directory, options, () -> {}).read();
    }
}
