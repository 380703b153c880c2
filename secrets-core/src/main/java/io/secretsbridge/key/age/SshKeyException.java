package io.secretsbridge.key.age;

import java.security.InvalidKeyException;

/** Says what is wrong with an SSH key, in words that may be shown: {@code it is …}. */
final class SshKeyException extends InvalidKeyException {

    private static final long serialVersionUID = 1L;

    SshKeyException(String message) {
        super(message);
    }

    SshKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
