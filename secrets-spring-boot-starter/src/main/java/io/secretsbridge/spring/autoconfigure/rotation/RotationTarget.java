package io.secretsbridge.spring.autoconfigure.rotation;

import io.secretsbridge.SecretsException;

/** Something that was built from secrets and takes new ones while the application runs. */
interface RotationTarget {

    /**
     * Looks at new secrets before they are used anywhere.
     *
     * @return what to do once the environment has them
     * @throws SecretsException to refuse them, with which everything stays as it is
     */
    Runnable prepare(PendingRotation rotation);
}
