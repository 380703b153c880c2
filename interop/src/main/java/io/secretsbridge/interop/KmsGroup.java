package io.secretsbridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Files sealed by key services, with the real {@code sops} on the other side. No options. */
final class KmsGroup {

    private final Path peers;

    private final Tally tally;

    KmsGroup(Path peers, List<String> options, Tally tally) {
        new Arguments(options, Set.of());
        this.peers = peers;
        this.tally = tally;
    }

    void run() {
        try {
            Path directory = Scratch.create();
            try {
                new CloudChecks(this.peers, directory, this.tally).run();
                new VaultChecks(this.peers, directory, this.tally).run();
            } finally {
                Scratch.delete(directory);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
