package io.secretsbridge.benchmarks;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.sops.Document;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

/** What opening a sealed YAML file costs when the JVM is warm, and what its parts cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenBenchmark {

    /** The number of sealed values in the file. */
    @Param({"200", "10000"})
    public int values;

    private SealedFixture fixture;

    private Source source;

    private String text;

    private SecretFiles files;

    private List<ValueNode> plain;

    /** Creates the state. */
    @SuppressWarnings("NullAway.Init")
    public OpenBenchmark() {}

    /**
     * Makes the sealed file.
     *
     * @throws IOException when it cannot be written
     */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
        this.fixture = SealedFixture.create(Files.createTempDirectory("secrets-benchmark"), this.values);
        this.source = this.fixture.sealed();
        this.text = new String(this.source.bytes(), StandardCharsets.UTF_8);
        this.files = SecretFiles.create(this.fixture.settings());
        this.plain = new ArrayList<>();
        this.files.open(this.source, Format.YAML).branches().forEach((branch) -> collect(branch, this.plain));
    }

    private static void collect(Node node, List<ValueNode> values) {
        if (node instanceof MapNode map) {
            map.entries().forEach((entry) -> collect(entry.value(), values));
        } else if (node instanceof ValueNode value) {
            values.add(value);
        }
    }

    /** Closes the key ring. */
    @TearDown(Level.Trial)
    public void tearDown() {
        this.files.close();
    }

    /**
     * Opens the file as an application does at its start: reads the identity, unwraps the data key, opens and checks.
     *
     * @return the number of branches
     */
    @Benchmark
    public int openFromNothing() {
        try (SecretFiles fresh = SecretFiles.create(this.fixture.settings());
                OpenedFile opened = fresh.open(this.source, Format.YAML)) {
            return opened.branches().size();
        }
    }

    /**
     * Opens the file with a data key that was unwrapped before.
     *
     * @return the number of branches
     */
    @Benchmark
    public int open() {
        try (OpenedFile opened = this.files.open(this.source, Format.YAML)) {
            return opened.branches().size();
        }
    }

    /**
     * Parses the sealed file, without opening it.
     *
     * @return the document
     */
    @Benchmark
    public Document parse() {
        return Stores.of(Format.YAML).read(this.source);
    }

    /**
     * Digests the values, which is what the MAC costs.
     *
     * @return the digest
     * @throws NoSuchAlgorithmException never
     */
    @Benchmark
    public byte[] mac() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        for (ValueNode value : this.plain) {
            digest.update(value.bytes());
        }
        return digest.digest();
    }

    /**
     * The peer: the YAML library alone composes the nodes of the same file.
     *
     * @return the root node
     */
    @Benchmark
    public Object snakeyamlCompose() {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Source.MAX_BYTES).build();
        return new Compose(settings).composeString(this.text).orElseThrow();
    }
}
