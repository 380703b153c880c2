package io.secretsbridge.key.age;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Places that are looked at together, each once, when something needs them. */
final class SourceGroup implements AutoCloseable {

    private final List<Supplier<SourceResult>> sources;

    private @Nullable List<SourceResult> results;

    SourceGroup(List<Supplier<SourceResult>> sources) {
        this.sources = sources;
    }

    synchronized List<SourceResult> results() {
        if (this.results == null) {
            this.results = this.sources.stream().map(Supplier::get).toList();
        }
        return this.results;
    }

    @Override
    public synchronized void close() {
        if (this.results == null) {
            // What would be read from now on, nobody would close.
            this.results = List.of();
        }
        this.results.forEach((result) -> result.identities().forEach(Identity::close));
    }
}
