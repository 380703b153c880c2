package io.secretsbridge.cli;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Source;

/** A file that does not exist yet. */
final class NewFileSubject implements EditSubject {

    private final SecretFiles files;

    private final Format in;

    private final Format out;

    private final SealRequest request;

    NewFileSubject(SecretFiles files, Format in, Format out, SealRequest request) {
        this.files = files;
        this.in = in;
        this.out = out;
        this.request = request;
        // Better to hear now than after the editor that a key cannot be used.
        files.seal(ExampleFile.of(in), out, request);
    }

    @Override
    public byte[] text() {
        return this.files.plain(ExampleFile.of(this.in), this.in);
    }

    @Override
    public byte[] seal(Source edited) {
        return this.files.seal(edited, this.in, this.out, this.request);
    }

    @Override
    public byte[] sealAsItIs(byte[] edited) {
        return this.files.seal(Source.of("the edited text", edited), Format.BINARY, Format.BINARY, this.request);
    }

    @Override
    public void close() {}
}
