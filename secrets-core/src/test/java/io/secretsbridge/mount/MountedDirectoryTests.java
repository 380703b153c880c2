package io.secretsbridge.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need a privilege there")
class MountedDirectoryTests {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path temporary;

    private static MountSnapshot read(Path directory) {
        return MountedDirectory.read(directory, MountOptions.DEFAULT);
    }

    private static String text(MountSnapshot snapshot, String name) {
        MountedFile file = snapshot.file(name);
        assertThat(file).as(name).isNotNull();
        return file.exposeText();
    }

    private static void expect(Reason reason, String place, ThrowingCallable call) {
        assertThatExceptionOfType(SecretsException.class).isThrownBy(call).satisfies((ex) -> {
            assertThat(ex.reason()).isEqualTo(reason);
            assertThat(ex.location().toString()).endsWith(place);
            assertThat(ex.action()).isNotBlank();
        });
    }

    private Path plain(String... namesAndTexts) throws IOException {
        Path directory = Files.createDirectories(this.temporary.resolve("plain"));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            Path file = directory.resolve(namesAndTexts[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, namesAndTexts[i + 1]);
            Files.setLastModifiedTime(file, LONG_AGO);
        }
        return directory;
    }

    @Nested
    class KubernetesVolume {

        private FakeKubeletVolume volume;

        @BeforeEach
        void makeVolume() {
            this.volume = new FakeKubeletVolume(MountedDirectoryTests.this.temporary.resolve("volume"));
        }

        @Test
        void readWhenVolumeReturnsEachKeyWithVisibleOrigin() {
            this.volume.write("username", "app", "password", "s3cret", ".dockerconfigjson", "{}");
            MountSnapshot snapshot = read(this.volume.root());
            assertThat(snapshot.names()).containsExactly(".dockerconfigjson", "password", "username");
            assertThat(text(snapshot, "password")).isEqualTo("s3cret");
            assertThat(snapshot.file("password").origin())
                    .isEqualTo(this.volume.root().resolve("password"))
                    .exists();
            assertThat(snapshot.generation()).isEqualTo("..2026_11_23_12_00_00.000000001");
        }

        @Test
        void readWhenNestedItemsPathJoinsWithDots() {
            this.volume.write("db/url", "u", "db/pool/max", "10", "top", "t");
            assertThat(read(this.volume.root()).names()).containsExactly("db.pool.max", "db.url", "top");
        }

        @Test
        void readWhenEmptyVolumeReturnsNoNamesAndGeneration() {
            this.volume.write();
            MountSnapshot snapshot = read(this.volume.root());
            assertThat(snapshot.names()).isEmpty();
            assertThat(snapshot.generation()).isNotNull();
        }

        @Test
        void readWhenVisibleLinkIsMissingStillFindsKey() throws IOException {
            this.volume.write("a", "1", "b", "2");
            Files.delete(this.volume.root().resolve("b"));
            assertThat(read(this.volume.root()).names()).containsExactly("a", "b");
        }

        @Test
        void readWhenRootHoldsSomethingThatIsNoKeyLeavesItOut() throws IOException {
            this.volume.write("a", "1");
            Files.createDirectory(this.volume.root().resolve("other-mount"));
            Files.writeString(this.volume.root().resolve("other-mount").resolve("b"), "2");
            assertThat(read(this.volume.root()).names()).containsExactly("a");
        }

        @Test
        void readWhenSwappedBetweenListAndReadReturnsTheNewGeneration() {
            this.volume.write("a", "old", "b", "old");
            AtomicInteger listings = new AtomicInteger();
            MountSnapshot snapshot = new MountReader(this.volume.root(), MountOptions.DEFAULT, () -> {
                        if (listings.getAndIncrement() == 0) {
                            this.volume.write("a", "new", "c", "new");
                        }
                    })
                    .read();
            assertThat(snapshot.names()).containsExactly("a", "c");
            assertThat(text(snapshot, "a")).isEqualTo("new");
            assertThat(listings).hasValue(2);
        }

        @Test
        void readWhenSwappedAgainAndAgainGivesUp() {
            this.volume.write("a", "0");
            AtomicInteger listings = new AtomicInteger();
            MountReader reader = new MountReader(
                    this.volume.root(),
                    MountOptions.DEFAULT,
                    () -> this.volume.write("a" + listings.incrementAndGet(), "x"));
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(reader::read)
                    .matches((ex) -> ex.reason() == Reason.UNREADABLE || ex.reason() == Reason.TIMED_OUT);
            assertThat(listings).hasValue(10);
        }

        @Test
        void readWhenEmptyVolumeIsSwappedAgainAndAgainTimesOut() {
            this.volume.write();
            MountReader reader = new MountReader(this.volume.root(), MountOptions.DEFAULT, this.volume::write);
            expect(Reason.TIMED_OUT, "volume", reader::read);
        }

        @ParameterizedTest
        @CsvSource({"false", "true"})
        void readWhenSwapsRunNeverMixesGenerations(boolean oldWriteOrder) throws Exception {
            if (oldWriteOrder) {
                this.volume.withOldWriteOrder();
            }
            this.volume.write("a", "0", "b/c", "0", "d", "0");
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int i = 1; !stop.get(); i++) {
                    String number = Integer.toString(i);
                    if (i % 2 == 0) {
                        this.volume.write("a", number, "b/c", number, "d", number);
                    } else {
                        this.volume.write("a", number, "b/c", number, "only-odd", number);
                    }
                    pause(3);
                }
            });
            writer.start();
            int snapshots = 0;
            Set<String> generations = new HashSet<>();
            try {
                long end = System.nanoTime() + 1_500_000_000L;
                while (System.nanoTime() < end) {
                    MountSnapshot snapshot = read(this.volume.root());
                    String number = text(snapshot, "a");
                    String third = (Integer.parseInt(number) % 2 == 0) ? "d" : "only-odd";
                    assertThat(snapshot.names()).containsExactly("a", "b.c", third);
                    assertThat(text(snapshot, "b.c")).isEqualTo(number);
                    assertThat(text(snapshot, third)).isEqualTo(number);
                    generations.add(snapshot.generation());
                    snapshots++;
                }
            } finally {
                stop.set(true);
                writer.join();
            }
            assertThat(snapshots).isGreaterThan(20);
            assertThat(generations).hasSizeGreaterThan(3);
        }

        @Test
        void readWhenDataLinkDanglesFails() throws IOException {
            this.volume.write("a", "1");
            FakeKubeletVolume.deleteTree(this.volume.data().toRealPath());
            expect(Reason.UNREADABLE, "..data", () -> read(this.volume.root()));
        }

        @Test
        void readWhenDataLinkComesBackSucceeds() throws IOException {
            this.volume.write("a", "1");
            Path target = this.volume.data().toRealPath();
            Path aside = this.volume.root().resolve("..aside");
            Files.move(target, aside);
            Thread repair = new Thread(() -> {
                pause(60);
                try {
                    Files.move(aside, target);
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            });
            repair.start();
            assertThat(read(this.volume.root()).names()).containsExactly("a");
        }

        @Test
        void readWhenDataLinkLeadsOutFails() throws IOException {
            Path outside = Files.createDirectory(MountedDirectoryTests.this.temporary.resolve("outside"));
            Files.createSymbolicLink(this.volume.data(), outside);
            expect(Reason.UNREADABLE, "..data", () -> read(this.volume.root()));
        }

        @Test
        void readWhenLinkLeadsOutOfTheGenerationFails() throws IOException {
            this.volume.write("a", "1");
            Path outside = Files.writeString(MountedDirectoryTests.this.temporary.resolve("outside"), "x");
            Files.createSymbolicLink(this.volume.data().toRealPath().resolve("escape"), outside);
            expect(Reason.UNREADABLE, "volume/escape", () -> read(this.volume.root()));
        }

        @Test
        void readWhenOnlyModeChangesHasNoDifference() throws IOException {
            this.volume.write("a", "1");
            MountSnapshot before = read(this.volume.root());
            Files.setPosixFilePermissions(
                    this.volume.data().toRealPath().resolve("a"), Set.of(PosixFilePermission.OWNER_READ));
            MountSnapshot after = read(this.volume.root());
            assertThat(after.generation()).isEqualTo(before.generation());
            assertThat(after.since(before).isEmpty()).isTrue();
        }

        @Test
        void readWhenFileIsUnreadableFailsAndSaysHowToMendIt() throws IOException {
            this.volume.write("a", "1");
            Path file = this.volume.data().toRealPath().resolve("a");
            Files.setPosixFilePermissions(file, Set.of());
            assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> read(this.volume.root()))
                    .satisfies((ex) -> {
                        assertThat(ex.reason()).isEqualTo(Reason.UNREADABLE);
                        assertThat(ex.action()).contains("fsGroup");
                    });
        }
    }

    @Nested
    class OtherDirectory {

        @Test
        void readWhenPlainDirectoryReturnsEachFile() throws IOException {
            Path directory = plain("db_password", "s3cret\n", "nested/key", "v", "..hidden", "x");
            MountSnapshot snapshot = read(directory);
            assertThat(snapshot.names()).containsExactly("db_password", "nested.key");
            assertThat(text(snapshot, "db_password")).isEqualTo("s3cret");
            assertThat(snapshot.generation()).isNull();
        }

        @Test
        void readWhenDirectoryHoldsVolumesReadsThemAsVolumes() throws IOException {
            Path directory = plain("plain", "p");
            FakeKubeletVolume nested = new FakeKubeletVolume(directory.resolve("db")).write("user", "u");
            Files.delete(nested.root().resolve("user"));
            assertThat(read(directory).names()).containsExactly("db.user", "plain");
        }

        @Test
        void readWhenServiceAccountLiesBelowLeavesItOutUnlessAskedFor() throws IOException {
            Path directory = plain("password", "p");
            Path account = directory.resolve("kubernetes.io").resolve("serviceaccount");
            new FakeKubeletVolume(account).write("token", "t");
            assertThat(read(directory).names()).containsExactly("password");
            assertThat(read(account).names()).containsExactly("token");
        }

        @Test
        void readWhenLinkStaysInsideFollowsIt() throws IOException {
            Path directory = plain("v2", "value");
            Files.createSymbolicLink(directory.resolve("current"), Path.of("v2"));
            assertThat(text(read(directory), "current")).isEqualTo("value");
        }

        @Test
        void readWhenLinkLeadsOutFails() throws IOException {
            Path directory = plain("a", "1");
            Files.writeString(directory.resolveSibling("outside"), "x");
            Files.createSymbolicLink(directory.resolve("escape"), Path.of("../outside"));
            expect(Reason.UNREADABLE, "plain/escape", () -> read(directory));
        }

        @Test
        void readWhenLinkLeadsToDirectoryFails() throws IOException {
            Path directory = plain("a/b", "1");
            Files.createSymbolicLink(directory.resolve("loop"), Path.of("."));
            expect(Reason.UNREADABLE, "plain/loop", () -> read(directory));
        }

        @Test
        void readWhenLinkDanglesFails() throws IOException {
            Path directory = plain("a", "1");
            Files.createSymbolicLink(directory.resolve("gone"), Path.of("nowhere"));
            expect(Reason.UNREADABLE, "plain/gone", () -> read(directory));
        }

        @Test
        void readWhenPipeLiesThereLeavesItOut() throws Exception {
            Path directory = plain("a", "1");
            new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                    .start()
                    .waitFor();
            assertThat(directory.resolve("pipe")).exists();
            assertThat(read(directory).names()).containsExactly("a");
        }

        @Test
        void readWhenFileIsWrittenSlowlyReturnsTheWholeContent() throws Exception {
            Path directory = plain("password", "old");
            Path file = directory.resolve("password");
            Files.writeString(file, "");
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 1; i <= 4; i++) {
                        pause(80);
                        Files.writeString(file, "x".repeat(i));
                    }
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            });
            writer.start();
            assertThat(text(read(directory), "password")).isEqualTo("xxxx");
            writer.join();
        }

        @Test
        void readWhenAgentRenamesOverTheFileReturnsOneOfTheVersions() throws Exception {
            Path directory = plain("password", "1");
            AtomicInteger listings = new AtomicInteger();
            MountSnapshot snapshot = new MountReader(directory, MountOptions.DEFAULT, () -> {
                        try {
                            if (listings.getAndIncrement() == 0) {
                                Path fresh = Files.writeString(directory.resolve("2837465"), "2");
                                Files.setLastModifiedTime(fresh, LONG_AGO);
                                Files.move(fresh, directory.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
                            }
                        } catch (IOException ex) {
                            throw new UncheckedIOException(ex);
                        }
                    })
                    .read();
            assertThat(snapshot.names()).containsExactly("password");
            assertThat(text(snapshot, "password")).isEqualTo("2");
            assertThat(listings).hasValue(2);
        }

        @Test
        void readWhenClockOfFilesIsAheadStillSucceeds() throws IOException {
            Path directory = plain("a", "1");
            Files.setLastModifiedTime(
                    directory.resolve("a"), FileTime.from(Instant.now().plusSeconds(3600)));
            assertThat(read(directory).names()).containsExactly("a");
        }

        @Test
        void readWhenTwoFilesHaveOneNameFails() throws IOException {
            Path directory = plain("db.url", "1", "db/url", "2");
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> read(directory))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION))
                    .withMessageContaining("plain/db.url")
                    .withMessageContaining("plain/db/url");
        }

        @Test
        void readWhenNameIsAsLongAsCanBeReturnsIt() throws IOException {
            String name = "n".repeat(255);
            assertThat(read(plain(name, "v")).names()).containsExactly(name);
        }

        @Test
        void readWhenPathGoesThroughParentFindsFiles() throws IOException {
            Path directory = plain("a", "1");
            Path roundabout = directory.resolve("..").resolve("plain");
            assertThat(read(roundabout).names()).containsExactly("a");
        }
    }

    @Nested
    class NoDirectory {

        @Test
        void readWhenMissingFailsWithNotFound() {
            Path missing = MountedDirectoryTests.this.temporary.resolve("missing");
            expect(Reason.NOT_FOUND, "missing", () -> read(missing));
        }

        @Test
        void readWhenFileFailsAndIsNotForgivenAsMissing() throws IOException {
            Path file = Files.writeString(MountedDirectoryTests.this.temporary.resolve("file"), "x");
            expect(Reason.UNREADABLE, "file", () -> read(file));
            expect(Reason.UNREADABLE, "file/below", () -> read(file.resolve("below")));
        }

        @Test
        void readWhenDirectoryVanishesMeanwhileFailsWithNotFound() throws IOException {
            Path directory = plain("a", "1");
            AtomicInteger listings = new AtomicInteger();
            MountReader reader = new MountReader(directory, MountOptions.DEFAULT, () -> {
                try {
                    if (listings.getAndIncrement() == 0) {
                        FakeKubeletVolume.deleteTree(directory);
                    }
                } catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            });
            expect(Reason.NOT_FOUND, "plain", reader::read);
        }

        @Test
        void readWhenInterruptedStopsAndKeepsTheFlag() {
            Thread.currentThread().interrupt();
            Path missing = MountedDirectoryTests.this.temporary.resolve("missing");
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> read(missing))
                    .matches((ex) -> ex.reason() == Reason.INTERRUPTED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class Limits {

        @Test
        void readWhenFileIsAsLargeAsAllowedReturnsIt() throws IOException {
            Path directory = plain("a", "12345678");
            assertThat(MountedDirectory.read(directory, MountOptions.DEFAULT.withLimits(1, 8, 8))
                            .names())
                    .containsExactly("a");
        }

        @Test
        void readWhenFileIsLargerThanAllowedFails() throws IOException {
            Path directory = plain("a", "123456789");
            MountOptions options = MountOptions.DEFAULT.withLimits(1, 8, 100);
            expect(Reason.LIMIT_EXCEEDED, "plain/a", () -> MountedDirectory.read(directory, options));
        }

        @Test
        void readWhenAllFilesTogetherAreLargerThanAllowedFails() throws IOException {
            Path directory = plain("a", "12345", "b", "12345");
            MountOptions options = MountOptions.DEFAULT.withLimits(10, 8, 9);
            expect(Reason.LIMIT_EXCEEDED, "plain", () -> MountedDirectory.read(directory, options));
        }

        @Test
        void readWhenThereAreMoreFilesThanAllowedFails() throws IOException {
            Path directory = plain("a", "1", "b", "2", "c", "3");
            MountOptions options = MountOptions.DEFAULT.withLimits(2, 8, 100);
            expect(Reason.LIMIT_EXCEEDED, "plain", () -> MountedDirectory.read(directory, options));
        }

        @Test
        void readWhenDirectoriesAreTooDeepFails() throws IOException {
            Path directory = plain("d/".repeat(Listing.MAX_DEPTH + 1) + "a", "1");
            expect(Reason.LIMIT_EXCEEDED, "d/d", () -> read(directory));
        }

        @Test
        void readWhenMebibyteValueReturnsEveryByte() {
            byte[] content = new byte[1 << 20];
            new Random(1).nextBytes(content);
            FakeKubeletVolume volume = new FakeKubeletVolume(MountedDirectoryTests.this.temporary.resolve("volume"))
                    .write(Map.of("keystore.p12", content));
            assertThat(read(volume.root()).file("keystore.p12").exposeBytes()).isEqualTo(content);
        }
    }

    @Nested
    class Content {

        @ParameterizedTest
        @CsvSource({
            "'', ''",
            "v, v",
            "v\\n, v",
            "v\\r\\n, v",
            "\\n, ''",
            "\\r\\n, ''",
            "v\\r, v\\r",
            "v\\n\\n, v\\n\\n",
            "a\\nb\\n, a\\nb\\n",
            "a\\nb, a\\nb",
            "' v \\n', ' v '",
        })
        void exposeTextTrimsOneNewlineOfOneLine(String escaped, String expected) throws IOException {
            String content = unescape(escaped);
            MountedFile file = read(plain("a", content)).file("a");
            assertThat(file.exposeText()).isEqualTo(unescape(expected));
            assertThat(file.secret().exposeString()).isEqualTo(unescape(expected));
            assertThat(file.exposeBytes()).isEqualTo(content.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void exposeTextWhenTrimmingIsOffKeepsNewline() throws IOException {
            MountOptions options = MountOptions.DEFAULT.withTrimTrailingNewline(false);
            assertThat(MountedDirectory.read(plain("a", "v\n"), options)
                            .file("a")
                            .exposeText())
                    .isEqualTo("v\n");
        }

        @Test
        void exposeTextWhenBinaryFailsWithoutShowingBytes() {
            byte[] content = {(byte) 0xff, 'q', 'z', 'x', '\n'};
            FakeKubeletVolume volume = new FakeKubeletVolume(MountedDirectoryTests.this.temporary.resolve("volume"))
                    .write(Map.of("key.der", content));
            MountedFile file = read(volume.root()).file("key.der");
            assertThat(file.isText()).isFalse();
            assertThat(file.secret().exposeBytes()).isEqualTo(content);
            assertThat(file.exposeBytes()).isEqualTo(content);
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(file::exposeText)
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MALFORMED))
                    .withMessageContaining("volume/key.der")
                    .withMessageNotContaining("qzx");
        }

        @Test
        void exposeBytesReturnsCopy() throws IOException {
            MountedFile file = read(plain("a", "value")).file("a");
            file.exposeBytes()[0] = 'X';
            assertThat(file.exposeText()).isEqualTo("value");
        }

        @Test
        void toStringNeverHoldsContent() throws IOException {
            MountSnapshot snapshot = read(plain("a", "hunter2"));
            assertThat(snapshot.toString() + snapshot.files() + snapshot.since(snapshot))
                    .contains("plain")
                    .doesNotContain("hunter2");
        }
    }

    @Nested
    class Difference {

        @Test
        void sinceNamesAddedChangedAndRemoved() {
            FakeKubeletVolume volume = new FakeKubeletVolume(MountedDirectoryTests.this.temporary.resolve("volume"))
                    .write("same", "1", "changed", "1", "removed", "1");
            MountSnapshot before = read(volume.root());
            volume.write("same", "1", "changed", "2", "added", "1");
            MountDiff diff = read(volume.root()).since(before);
            assertThat(diff.added()).containsExactly("added");
            assertThat(diff.changed()).containsExactly("changed");
            assertThat(diff.removed()).containsExactly("removed");
            assertThat(diff.isEmpty()).isFalse();
        }

        @Test
        void sinceWhenSameContentIsWrittenAgainIsEmpty() throws IOException {
            MountSnapshot before = read(plain("a", "1"));
            Path file = before.file("a").origin();
            Files.writeString(file, "1");
            assertThat(read(before.directory()).since(before).isEmpty()).isTrue();
        }

        @Test
        void sinceWhenAllAreRemovedNamesThem() {
            FakeKubeletVolume volume = new FakeKubeletVolume(MountedDirectoryTests.this.temporary.resolve("volume"))
                    .write("a", "1", "b", "2");
            MountSnapshot before = read(volume.root());
            volume.write();
            assertThat(read(volume.root()).since(before).removed()).containsExactly("a", "b");
        }
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
