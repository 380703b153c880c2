package io.secretsbridge.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.mount.MountStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need a privilege there")
class MountWatcherTests {

    /** So long that whatever a test sees came from an event. */
    private static final WatchOptions EVENTS_ONLY =
            WatchOptions.DEFAULT.withPollInterval(Duration.ofMinutes(5)).withDebounce(Duration.ofMillis(50));

    private static final WatchOptions FAST_POLL =
            WatchOptions.DEFAULT.withPollInterval(Duration.ofMillis(100)).withDebounce(Duration.ofMillis(50));

    private static final Duration SILENCE = Duration.ofMillis(700);

    @TempDir
    Path temporary;

    private final Recorder recorder = new Recorder();

    private @Nullable MountWatcher watcher;

    @AfterEach
    void close() {
        if (this.watcher != null) {
            this.watcher.close();
            assertThat(this.watcher.isRunning()).isFalse();
        }
    }

    private FakeKubeletVolume volume(String name) {
        return new FakeKubeletVolume(this.temporary.resolve(name));
    }

    private Path plain(String... namesAndTexts) throws IOException {
        Path directory = Files.createDirectories(this.temporary.resolve("plain"));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            Files.writeString(directory.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
        }
        return directory;
    }

    private MountWatcher watch(WatchOptions options, Path... directories) {
        List<MountSnapshot> first = new ArrayList<>();
        for (Path directory : directories) {
            first.add(
                    Files.exists(directory)
                            ? MountedDirectory.read(directory, MountOptions.DEFAULT)
                            : MountSnapshot.none(directory, MountOptions.DEFAULT));
        }
        MountWatcher started = MountWatcher.start(first, options, this.recorder);
        this.watcher = started;
        return started;
    }

    private static String text(MountUpdate update, String name) {
        MountedFile file = update.snapshot().file(name);
        assertThat(file).as(name).isNotNull();
        return file.exposeText();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private void state(State state) throws InterruptedException {
        eventually(() -> status().state() == state);
    }

    private MountStatus status() {
        assertThat(this.watcher).isNotNull();
        return this.watcher.statuses().get(0);
    }

    @Test
    void watchWhenVolumeIsSwappedAgainAndAgainSeesEachSwapByItsEvent() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("user", "app", "password", "0");
        MountWatcher started = watch(EVENTS_ONLY, volume.root());
        assumeThat(started.hearsChanges()).isTrue();
        for (int i = 1; i <= 5; i++) {
            volume.write("user", "app", "password", String.valueOf(i));
            MountUpdate update = this.recorder.next();
            assertThat(text(update, "password")).isEqualTo(String.valueOf(i));
            assertThat(update.diff().changed()).containsExactly("password");
            assertThat(update.diff().added()).isEmpty();
        }
        assertThat(status().rotated()).isNotNull();
        assertThat(status().state()).isEqualTo(State.CURRENT);
    }

    @Test
    void watchWhenSwapsFollowFastReachesTheLastOne() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "0");
        watch(EVENTS_ONLY, volume.root());
        for (int i = 1; i <= 20; i++) {
            volume.write("password", String.valueOf(i));
            Thread.sleep(15);
        }
        eventually(() -> this.recorder.sees("password", "20"));
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenKubeletWritesLinksFirstSeesWholeSnapshot() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").withOldWriteOrder().write("a", "1");
        watch(EVENTS_ONLY, volume.root());
        volume.write("a", "2", "b", "1");
        MountUpdate update = this.recorder.next();
        assertThat(update.diff().changed()).containsExactly("a");
        assertThat(update.diff().added()).containsExactly("b");
    }

    @Test
    void watchWhenNothingIsReportedFindsSwapByPolling() throws InterruptedException {
        // Below two levels of plain directories no events are asked for.
        FakeKubeletVolume volume = volume("mounts/deep/down").write("password", "one");
        watch(FAST_POLL, this.temporary.resolve("mounts"));
        volume.write("password", "two");
        assertThat(text(this.recorder.next(), "deep.down.password")).isEqualTo("two");
    }

    @Test
    void watchWhenVolumeLiesBelowDirectorySeesSwapByItsEvent() throws InterruptedException {
        FakeKubeletVolume volume = volume("mounts/db").write("password", "one");
        watch(EVENTS_ONLY, this.temporary.resolve("mounts"));
        volume.write("password", "two");
        assertThat(text(this.recorder.next(), "db.password")).isEqualTo("two");
    }

    @Test
    void watchWhenChangeHappenedBeforeStartSeesIt() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        MountSnapshot first = MountedDirectory.read(volume.root(), MountOptions.DEFAULT);
        volume.write("password", "two");
        this.watcher = MountWatcher.start(List.of(first), EVENTS_ONLY, this.recorder);
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
    }

    @Test
    void watchWhenSamePayloadIsWrittenAgainStaysSilent() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        watch(FAST_POLL, volume.root());
        volume.write("password", "one");
        this.recorder.expectSilence();
        volume.write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
    }

    @Test
    void watchWhenPlainFileIsWrittenInPlaceSeesWholeContent() throws Exception {
        Path directory = plain("password", "one", "other", "x");
        watch(EVENTS_ONLY, directory);
        // Truncated, left empty for longer than any debounce, then written.
        try (var out = Files.newOutputStream(directory.resolve("password"))) {
            Thread.sleep(600);
            out.write("two".getBytes(StandardCharsets.UTF_8));
        }
        MountUpdate update = this.recorder.next();
        assertThat(text(update, "password")).isEqualTo("two");
        assertThat(update.diff().changed()).containsExactly("password");
    }

    @Test
    void watchWhenAgentLeavesTemporaryFilesFollowsItsRenames() throws Exception {
        Path directory = plain("password", "one");
        watch(FAST_POLL, directory);
        for (int i = 0; i < 3; i++) {
            Path undotted = Files.writeString(directory.resolve("184467440" + i), "new-" + i);
            Files.move(undotted, directory.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
            String expected = "new-" + i;
            eventually(() -> this.recorder.sees("password", expected));
        }
        // One that is left behind and removed later is neither a loss nor a reason to stop.
        Path left = Files.writeString(directory.resolve("999999"), "half");
        eventually(() -> this.recorder.sees("999999", "half"));
        Files.delete(left);
        eventually(() -> this.recorder.last().diff().removed().contains("999999"));
        assertThat(status().state()).isEqualTo(State.CURRENT);
    }

    @Test
    void watchWhenFileIsOnlyTouchedStaysSilent() throws Exception {
        Path directory = plain("password", "one");
        watch(FAST_POLL, directory);
        Files.setLastModifiedTime(directory.resolve("password"), FileTime.from(Instant.EPOCH));
        Files.writeString(directory.resolve("password"), "one");
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenOptionalSecretIsDeletedKeepsSnapshotAndSaysSo() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        watch(EVENTS_ONLY, volume.root());
        volume.write();
        state(State.EMPTIED);
        this.recorder.expectSilence();
        volume.write("password", "one");
        state(State.CURRENT);
        this.recorder.expectSilence();
        volume.write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
        assertThat(this.recorder.states).containsExactly(State.EMPTIED, State.CURRENT);
    }

    @Test
    void watchWhenKeyIsMissingOrEmptyKeepsSnapshotAndNamesIt() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one", "user", "app", "note", "");
        watch(EVENTS_ONLY, volume.root());
        volume.write("password", "", "note", "");
        state(State.INCOMPLETE);
        assertThat(status().names()).containsExactly("password", "user");
        this.recorder.expectSilence();
        volume.write("password", "two", "user", "app");
        MountUpdate update = this.recorder.next();
        assertThat(update.diff().changed()).containsExactly("password");
        assertThat(update.diff().removed()).containsExactly("note");
        state(State.CURRENT);
        assertThat(status().names()).isEmpty();
    }

    @Test
    void watchWhenRemovalsAreFollowedTakesThemButNeverAnEmptyMount() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one", "user", "app");
        watch(EVENTS_ONLY.withFollowRemovals(true), volume.root());
        volume.write("user", "app");
        assertThat(this.recorder.next().diff().removed()).containsExactly("password");
        volume.write();
        state(State.EMPTIED);
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenDirectoryVanishesAndComesBackRecovers() throws Exception {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        watch(FAST_POLL, volume.root());
        FakeKubeletVolume.deleteTree(volume.root());
        state(State.MISSING);
        assertThat(status().problem()).isNotNull();
        this.recorder.expectSilence();
        volume("volume").write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
        state(State.CURRENT);
        assertThat(status().problem()).isNull();
    }

    @Test
    void watchWhenDirectoryWasMadeAgainHearsItsEvents() throws Exception {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        watch(EVENTS_ONLY, volume.root());
        FakeKubeletVolume.deleteTree(volume.root());
        state(State.MISSING);
        FakeKubeletVolume again = volume("volume").write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
        again.write("password", "three");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("three");
    }

    @Test
    void watchWhenDirectoryIsReplacedByAnotherFollowsThePath() throws Exception {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        watch(FAST_POLL, volume.root());
        FakeKubeletVolume other = volume("other").write("password", "two");
        Files.move(volume.root(), this.temporary.resolve("aside"));
        Files.move(other.root(), volume.root());
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
        Files.writeString(this.temporary.resolve("aside").resolve("password-2"), "not ours any more");
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenDirectoryIsNotThereYetSeesItAppear() throws InterruptedException {
        watch(EVENTS_ONLY, this.temporary.resolve("later").resolve("volume"));
        assertThat(status().state()).isEqualTo(State.CURRENT);
        FakeKubeletVolume volume = volume("later/volume").write("password", "one");
        assertThat(this.recorder.next().diff().added()).containsExactly("password");
        volume.write();
        state(State.EMPTIED);
    }

    @Test
    void watchWhenPlainDirectoryBecomesVolumeFollows() throws Exception {
        Path directory = plain("password", "one");
        watch(FAST_POLL, directory);
        Files.delete(directory.resolve("password"));
        new FakeKubeletVolume(directory).write("password", "two");
        MountUpdate update = this.recorder.next();
        assertThat(text(update, "password")).isEqualTo("two");
        assertThat(update.snapshot().generation()).isNotNull();
    }

    @Test
    void watchWhenFileIsUnreadableKeepsSnapshotAndRecovers() throws Exception {
        Path directory = plain("password", "one");
        Path file = directory.resolve("password");
        watch(FAST_POLL, directory);
        Files.setPosixFilePermissions(file, Set.of());
        assumeThat(Files.isReadable(file)).as("not as root").isFalse();
        state(State.UNREADABLE);
        Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        Files.writeString(file, "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
    }

    @Test
    void watchWhenLinkLeadsOutKeepsSnapshotAndRecovers() throws Exception {
        Path directory = plain("password", "one");
        Path outside = Files.writeString(this.temporary.resolve("outside"), "x");
        watch(FAST_POLL, directory);
        Path link = Files.createSymbolicLink(directory.resolve("evil"), outside);
        state(State.UNREADABLE);
        assertThat(status().problem()).hasMessageContaining("evil");
        Files.delete(link);
        state(State.CURRENT);
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenListenerRefusesOffersAgainUntilItTakes() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        this.recorder.refuse("password", "bad");
        watch(FAST_POLL, volume.root());
        volume.write("password", "bad");
        state(State.REFUSED);
        assertThat(status().problem()).hasMessageContaining("refused by the test");
        int offers = this.recorder.refusals;
        eventually(() -> this.recorder.refusals > offers + 1);
        this.recorder.refuse("password", "none");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("bad");
        state(State.CURRENT);
    }

    @Test
    void watchWhenRefusedContentIsMendedTakesIt() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        this.recorder.refuse("password", "bad");
        watch(EVENTS_ONLY, volume.root());
        volume.write("password", "bad");
        state(State.REFUSED);
        volume.write("password", "good");
        MountUpdate update = this.recorder.next();
        assertThat(text(update, "password")).isEqualTo("good");
        state(State.CURRENT);
        assertThat(status().problem()).isNull();
    }

    @Test
    void watchWhenRefusedContentIsTakenBackIsCurrentAgain() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        this.recorder.refuse("password", "bad");
        watch(EVENTS_ONLY, volume.root());
        volume.write("password", "bad");
        state(State.REFUSED);
        volume.write("password", "one");
        state(State.CURRENT);
        this.recorder.expectSilence();
    }

    @Test
    void watchWhenOneOfTwoMountsIsRefusedTakesTheOther() throws InterruptedException {
        FakeKubeletVolume first = volume("first").write("a", "1");
        FakeKubeletVolume second = volume("second").write("b", "1");
        this.recorder.refuse("a", "bad");
        MountWatcher started = watch(WatchOptions.DEFAULT.withDebounce(SILENCE), first.root(), second.root());
        Thread.sleep(100);
        first.write("a", "bad");
        second.write("b", "2");
        assertThat(text(this.recorder.next(), "b")).isEqualTo("2");
        eventually(() -> started.statuses().get(0).state() == State.REFUSED);
        assertThat(started.statuses().get(1).state()).isEqualTo(State.CURRENT);
    }

    @Test
    void watchWhenTwoMountsBelongTogetherOffersThemTogether() throws InterruptedException {
        FakeKubeletVolume user = volume("user").write("user", "one");
        FakeKubeletVolume password = volume("password").write("password", "one");
        // As a database does: it takes both new or both old.
        this.recorder.refuseAlone = true;
        watch(EVENTS_ONLY, user.root(), password.root());
        user.write("user", "two");
        state(State.REFUSED);
        password.write("password", "two");
        List<MountUpdate> updates = this.recorder.nextBatch();
        assertThat(updates)
                .extracting((update) -> update.snapshot().names())
                .containsExactlyInAnyOrder(Set.of("user"), Set.of("password"));
        state(State.CURRENT);
    }

    @Test
    void watchWhenListenerFailsKeepsSnapshotWithoutItsMessage() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        this.recorder.failure = new IllegalStateException("quotes s3cret");
        watch(FAST_POLL, volume.root());
        volume.write("password", "two");
        state(State.REFUSED);
        assertThat(status().problem())
                .hasMessageContaining("IllegalStateException")
                .hasNoCause();
        assertThat(status().toString()).doesNotContain("s3cret");
        this.recorder.failure = null;
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeWhenWaitingOrWorkingEndsTheThread(boolean working) throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        MountWatcher started = MountWatcher.start(
                List.of(MountedDirectory.read(volume.root(), MountOptions.DEFAULT)), FAST_POLL, (updates) -> {
                    entered.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException ex) {
                        throw new IllegalStateException(ex);
                    }
                });
        if (working) {
            volume.write("password", "two");
            assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
            new Thread(() -> {
                        sleepQuietly(200);
                        release.countDown();
                    })
                    .start();
        }
        started.close();
        assertThat(started.isRunning()).isFalse();
        assertThat(threads()).isZero();
        started.close();
    }

    @Test
    void closeWhenListenerClosesDoesNotWaitForItself() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        BlockingQueue<MountWatcher> self = new LinkedBlockingQueue<>();
        MountWatcher started = MountWatcher.start(
                List.of(MountedDirectory.read(volume.root(), MountOptions.DEFAULT)), FAST_POLL, (updates) -> {
                    try {
                        self.take().close();
                    } catch (InterruptedException ex) {
                        throw new IllegalStateException(ex);
                    }
                });
        volume.write("password", "two");
        self.put(started);
        eventually(() -> threads() == 0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void watchWhenThereAreManyMountsTakesOneThreadAndFewDescriptors() throws Exception {
        FakeKubeletVolume last = volume("volume-last").write("password", "one");
        List<Path> roots = new ArrayList<>(List.of(last.root()));
        for (int i = 0; i < 50; i++) {
            roots.add(volume("volume-" + i).write("password", "one").root());
        }
        long before = descriptors();
        watch(EVENTS_ONLY, roots.toArray(Path[]::new));
        last.write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
        assertThat(threads()).isOne();
        assertThat(descriptors() - before).isBetween(0L, 8L);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void watchWhenSwappedManyTimesLeavesNoDescriptors() throws Exception {
        FakeKubeletVolume volume = volume("volume").write("password", "0");
        watch(EVENTS_ONLY.withDebounce(Duration.ZERO), volume.root());
        volume.write("password", "1");
        eventually(() -> this.recorder.sees("password", "1"));
        long before = descriptors();
        for (int i = 2; i <= 300; i++) {
            volume.write("password", String.valueOf(i));
        }
        eventually(() -> this.recorder.sees("password", "300"));
        assertThat(descriptors() - before).isLessThan(8);
        assertThat(threads()).isOne();
    }

    @Test
    void watchWhenListenerDoesNotWantToHearOfStatesGoesOn() throws InterruptedException {
        FakeKubeletVolume volume = volume("volume").write("password", "one");
        this.recorder.failureOnState = true;
        watch(EVENTS_ONLY, volume.root());
        volume.write();
        state(State.EMPTIED);
        volume.write("password", "two");
        assertThat(text(this.recorder.next(), "password")).isEqualTo("two");
    }

    @Test
    void hintsWhenFileSystemReportsNothingWaitUntilTheTimeIsOverOrTheyAreClosed() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(this.temporary.resolve("a.zip"), Map.of("create", "true"))) {
            ChangeHints hints = new ChangeHints(zip.getPath("/"));
            assertThat(hints.isComplete()).isFalse();
            hints.cover(List.of(zip.getPath("/")));
            assertThat(hints.await(Duration.ofMillis(10))).isFalse();
            Thread closer = new Thread(() -> {
                sleepQuietly(100);
                hints.close();
            });
            closer.start();
            assertThat(hints.await(Duration.ofMinutes(5))).isFalse();
            closer.join();
        }
    }

    @Test
    void startWhenOptionsAreOutOfRangeFails() {
        assertThatIllegalArgumentException().isThrownBy(() -> WatchOptions.DEFAULT.withPollInterval(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WatchOptions.DEFAULT.withPollInterval(Duration.ofDays(100_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> WatchOptions.DEFAULT.withDebounce(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MountWatcher.start(List.of(), WatchOptions.DEFAULT, this.recorder));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter((thread) -> thread.getName().equals("secrets-mount-watcher") && thread.isAlive())
                .count();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static void sleepQuietly(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what it is given, except for what the test tells it to refuse. */
    private static final class Recorder implements MountListener {

        private final BlockingQueue<List<MountUpdate>> batches = new LinkedBlockingQueue<>();

        private final List<MountUpdate> all = new CopyOnWriteArrayList<>();

        private final List<State> states = new CopyOnWriteArrayList<>();

        private volatile Map<String, String> refused = Map.of();

        private volatile int refusals;

        private volatile boolean refuseAlone;

        private volatile boolean failureOnState;

        private volatile @Nullable RuntimeException failure;

        void refuse(String name, String text) {
            this.refused = Map.of(name, text);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread calls it
        public void rotated(List<MountUpdate> updates) {
            assertThat(updates).isNotEmpty();
            RuntimeException toThrow = this.failure;
            if (toThrow != null) {
                throw toThrow;
            }
            boolean bad = this.refuseAlone && updates.size() == 1;
            for (MountUpdate update : updates) {
                assertThat(update.diff().isEmpty()).isFalse();
                for (Map.Entry<String, String> each : this.refused.entrySet()) {
                    MountedFile file = update.snapshot().file(each.getKey());
                    bad |= file != null && file.exposeText().equals(each.getValue());
                }
            }
            if (bad) {
                this.refusals++;
                throw new SecretsException(Reason.MAC_MISMATCH, Location.NONE, "refused by the test", null);
            }
            this.all.addAll(updates);
            this.batches.add(updates);
        }

        @Override
        public void stateChanged(MountStatus status) {
            this.states.add(status.state());
            if (this.failureOnState) {
                throw new IllegalStateException("does not want to hear");
            }
        }

        List<MountUpdate> nextBatch() throws InterruptedException {
            List<MountUpdate> batch = this.batches.poll(20, TimeUnit.SECONDS);
            assertThat(batch).as("an update in time").isNotNull();
            return batch;
        }

        MountUpdate next() throws InterruptedException {
            List<MountUpdate> batch = nextBatch();
            assertThat(batch).hasSize(1);
            return batch.get(0);
        }

        MountUpdate last() {
            return this.all.get(this.all.size() - 1);
        }

        boolean sees(String name, String text) {
            if (this.all.isEmpty()) {
                return false;
            }
            MountedFile file = last().snapshot().file(name);
            return file != null && file.exposeText().equals(text);
        }

        void expectSilence() throws InterruptedException {
            int before = this.all.size();
            Thread.sleep(SILENCE.toMillis());
            assertThat(this.all).hasSize(before);
        }
    }
}
