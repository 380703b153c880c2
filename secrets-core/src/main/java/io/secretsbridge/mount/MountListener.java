package io.secretsbridge.mount;

import io.secretsbridge.SecretsException;
import java.util.List;

/** Takes what {@link MountWatcher} finds. It is called by one thread, and by no two at a time. */
@FunctionalInterface
public interface MountListener {

    /**
     * Takes new snapshots or refuses them. All directories that changed come together, since a user name may lie in one and its
     * password in another.
     *
     * @param updates one for each directory that changed
     * @throws SecretsException to refuse: the snapshots before stay the good ones. When several directories came together, each
     * is offered once more on its own; what is refused again is offered later, with longer and longer pauses, and at
     * once together with any further change
     */
    void rotated(List<MountUpdate> updates);

    /**
     * Hears that a directory came into another state. Does nothing unless it is overridden. What it throws is ignored.
     *
     * @param status the new state
     */
    default void stateChanged(MountStatus status) {}
}
