package io.secretsbridge;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** As {@link ChangedFileTests}, with changes drawn at random. */
class ChangedFilePropertyTests {

    private static final SecretFiles FILES = SecretFiles.create(Fixtures.keys("first-and-third"));

    @AfterContainer
    static void close() {
        FILES.close();
    }

    @Provide
    static Arbitrary<String> names() {
        return Arbitraries.of(
                "everything.enc.yaml",
                "everything.enc.json",
                "everything.enc.env",
                "everything.enc.ini",
                "everything.enc.bin",
                "groups.enc.yaml",
                "mac-only-encrypted.enc.yaml");
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void openWhenOneByteIsAnotherRefusesOrSaysTheSame(
            @ForAll("names") String name, @ForAll int where, @ForAll byte what) {
        byte[] changed = Fixtures.bytes(name);
        changed[Math.floorMod(where, changed.length)] = what;
        ChangedFileTests.change(FILES, name, changed);
    }

    @Property(tries = 700, edgeCases = EdgeCasesMode.NONE)
    void openWhenCutOffAnywhereRefusesOrSaysTheSame(@ForAll("names") String name, @ForAll int where) {
        byte[] whole = Fixtures.bytes(name);
        ChangedFileTests.change(FILES, name, Arrays.copyOf(whole, Math.floorMod(where, whole.length)));
    }
}
