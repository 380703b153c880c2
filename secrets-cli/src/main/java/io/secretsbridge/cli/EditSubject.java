package io.secretsbridge.cli;

import io.secretsbridge.sops.Source;

/** What an editor works on: the plain text that it gets, and how what it leaves is sealed. */
interface EditSubject extends AutoCloseable {

    /** Returns the text for the editor; the caller wipes it. */
    byte[] text();

    /**
     * Seals what the editor left.
     *
     * @param edited the text
     * @return the sealed file
     * @throws io.secretsbridge.SecretsException when the text is not valid in its format or cannot be sealed
     */
    byte[] seal(Source edited);

    /** Seals text that is not valid, as a whole, so that it is kept without being readable. */
    byte[] sealAsItIs(byte[] edited);

    @Override
    void close();
}
