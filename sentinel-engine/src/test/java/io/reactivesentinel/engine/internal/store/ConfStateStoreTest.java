package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateSaveException;
import io.reactivesentinel.engine.spi.StateStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ConfStateStoreTest extends StateStoreContract {

    private static final String MONITOR = "sentinel monitor m 127.0.0.1 6379 2\n";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private ConfStateStore opened;

    @Override
    protected StateStore store() {
        if (opened == null) {
            opened = ConfStateStore.open(builder().build()).store();
        }
        return opened;
    }

    @Override
    protected Optional<PersistentState> found() {
        Path file = file();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(ConfLoader.load(file, List.of()).state("none"));
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void worksOffTheCallersThread() {
        StepVerifier.create(store().save(StoreFixtures.state(1))
                        .then(reactor.core.publisher.Mono.fromCallable(Schedulers::isInNonBlockingThread))
                        .map(nonBlocking -> Thread.currentThread().getName()))
                .assertNext(name -> assertThat(name).startsWith("boundedElastic"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aNewFileIsForItsOwnerOnlyAndAnExistingOneKeepsItsMode() throws IOException {
        store().save(StoreFixtures.state(1)).block(LIMIT);
        assertThat(mode()).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        store().save(StoreFixtures.state(2)).block(LIMIT);
        assertThat(mode()).isEqualTo("rw-r-----");
    }

    @Test
    void anExistingFileKeepsItsOwner() throws IOException {
        Files.writeString(file(), MONITOR);
        try {
            Files.setAttribute(file(), "unix:uid", 12345);
            Files.setAttribute(file(), "unix:gid", 23456);
        } catch (IOException e) {
            org.junit.jupiter.api.Assumptions.abort("only root can give a file to another owner");
        }
        store().save(StoreFixtures.state(2)).block(LIMIT);
        assertThat(Files.getAttribute(file(), "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(file(), "unix:gid")).isEqualTo(23456);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path target = Files.createDirectory(directory.resolve("real")).resolve("real.conf");
        StoreFixtures.write(target, MONITOR);
        Files.createSymbolicLink(file(), target);
        opened = ConfStateStore.open(SentinelConfig.fromFile(file())).store();
        opened.save(StoreFixtures.state(6, StoreFixtures.master("m", 6))).block(LIMIT);
        assertThat(Files.isSymbolicLink(file())).isTrue();
        assertThat(StoreFixtures.read(target)).contains("sentinel current-epoch 6");
    }

    enum Crash {
        CREATE,
        WRITE,
        RENAME,
        FORCE_DIRECTORY
    }

    @ParameterizedTest
    @EnumSource
    void aFailureNamesFileAndReasonAndLeavesAWholeFile(Crash at) {
        PersistentState before = StoreFixtures.state(1, StoreFixtures.master("m", 1));
        PersistentState after = StoreFixtures.state(2, StoreFixtures.master("m", 2));
        new ConfStateStore(new DurableFile(file())).save(before).block(LIMIT);
        ConfStateStore failing = new ConfStateStore(new FailingFile(file(), at, false));
        StepVerifier.create(failing.save(after))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(StateSaveException.class)
                        .hasMessageContainingAll("Cannot save state to " + file(), "No space left on device"))
                .verify(LIMIT);
        assertThat(found()).contains(at == Crash.FORCE_DIRECTORY ? after : before);
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCrashLeavesAWholeFileAndTheNextStartTidiesUp(Crash at) {
        PersistentState before = StoreFixtures.state(1, StoreFixtures.master("m", 1));
        PersistentState after = StoreFixtures.state(2, StoreFixtures.master("m", 2));
        new ConfStateStore(new DurableFile(file())).save(before).block(LIMIT);
        ConfStateStore dying = new ConfStateStore(new FailingFile(file(), at, true));
        assertThat(catchThrowable(() -> dying.save(after).block(LIMIT))).hasCauseInstanceOf(Died.class);
        assertThat(found()).contains(at == Crash.FORCE_DIRECTORY ? after : before);
        opened = ConfStateStore.open(builder().build()).store();
        assertThat(StoreFixtures.hiddenNames(directory)).containsExactly(".sentinel.conf.lock");
    }

    /** A file that cannot be replaced, or in whose directory no file can be made. */
    private static final class MountedFile extends DurableFile {
        private final IOException onCreate;
        private final IOException onRename;
        private int dieAfter = Integer.MAX_VALUE;

        MountedFile(Path file, IOException onCreate, IOException onRename) {
            super(file);
            this.onCreate = onCreate;
            this.onRename = onRename;
        }

        @Override
        Path createTemp() throws IOException {
            if (onCreate != null) {
                throw onCreate;
            }
            return super.createTemp();
        }

        @Override
        void rename(Path temp) throws IOException {
            throw onRename;
        }

        @Override
        void overwrite(byte[] content) throws IOException {
            if (dieAfter < content.length) {
                Files.write(file(), java.util.Arrays.copyOf(content, dieAfter));
                throw new Died();
            }
            super.overwrite(content);
        }
    }

    private static List<IOException> reasonsNotToRename() {
        return List.of(
                new FileSystemException("a", "b", "Device or resource busy"),
                new FileSystemException("a", "b", "Invalid cross-device link"),
                new FileSystemException("a", "b", "Operation not permitted"),
                new java.nio.file.AtomicMoveNotSupportedException("a", "b", "Invalid cross-device link"));
    }

    @ParameterizedTest
    @MethodSource("reasonsNotToRename")
    void aFileMountedByItselfIsOverwritten(IOException reason) throws IOException {
        StoreFixtures.write(
                file(), "# mine\n" + MONITOR + "# a long comment that makes the old text the longer one\n".repeat(20));
        Object inode = Files.getAttribute(file(), "unix:ino");
        MountedFile mounted = new MountedFile(file(), null, reason);
        PersistentState state = StoreFixtures.state(4, StoreFixtures.master("m", 4));
        new ConfStateStore(mounted).save(StoreFixtures.state(3)).block(LIMIT);
        new ConfStateStore(mounted).save(state).block(LIMIT);
        assertThat(found()).contains(state);
        assertThat(StoreFixtures.read(file())).startsWith("# mine\n");
        assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(inode);
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
    }

    @Test
    void aFileInADirectoryThatTakesNoneIsOverwritten() {
        StoreFixtures.write(file(), MONITOR);
        PersistentState state = StoreFixtures.state(4, StoreFixtures.master("m", 4));
        IOException readOnly = new FileSystemException("x", null, "Read-only file system");
        new ConfStateStore(new MountedFile(file(), readOnly, readOnly))
                .save(state)
                .block(LIMIT);
        assertThat(found()).contains(state);
    }

    @Test
    void afterACrashWhileOverwritingTheNewStateIsThere() throws IOException {
        PersistentState before = StoreFixtures.state(1, StoreFixtures.master("m", 1));
        PersistentState after = StoreFixtures.state(2, StoreFixtures.master("m", 2));
        new ConfStateStore(new DurableFile(file())).save(before).block(LIMIT);
        byte[] old = Files.readAllBytes(file());
        for (int length = 0; length < old.length; length += 7) {
            Files.write(file(), old);
            MountedFile mounted =
                    new MountedFile(file(), null, reasonsNotToRename().get(0));
            mounted.dieAfter = length;
            assertThat(catchThrowable(
                            () -> new ConfStateStore(mounted).save(after).block(LIMIT)))
                    .hasCauseInstanceOf(Died.class);
            assertThat(found()).as("read while cut after %d", length).contains(after);
            ConfStateStore.open(SentinelConfig.fromFile(file())).store().close();
            assertThat(found()).as("cut after %d", length).contains(after);
            assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
        }
    }

    @Test
    void aCopyThatIsNotNeededDoesNotUndoAnEdit() {
        StoreFixtures.write(directory.resolve(".sentinel.conf.copy"), MONITOR + "sentinel current-epoch 5\n");
        StoreFixtures.write(file(), "# edited\n" + MONITOR);
        ConfStateStore.open(builder().build()).store().close();
        assertThat(StoreFixtures.read(file())).startsWith("# edited\n");
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
    }

    @Test
    void aVanishedDirectoryIsAnErrorNotACrash() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        ConfStateStore store = new ConfStateStore(new DurableFile(gone.resolve("s.conf")));
        Files.delete(gone);
        assertThatThrownBy(() -> store.save(StoreFixtures.state(1)).block(LIMIT))
                .isInstanceOf(StateSaveException.class)
                .hasMessageContaining("No such file or directory");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, (1L << 62) + 1})
    void aStateThatWouldNotLoadIsNotWritten(long epoch) {
        assertThatThrownBy(() -> store().save(StoreFixtures.state(epoch)).block(LIMIT))
                .isInstanceOf(StateSaveException.class)
                .hasMessageContaining("current epoch is " + epoch);
        assertThat(file()).doesNotExist();
    }

    @Test
    void aSecondEngineOnTheFileIsRefusedUntilTheFirstLetsGo() {
        store();
        assertThatThrownBy(() -> ConfStateStore.open(builder().build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("in use by another engine of this process");
        opened.close();
        opened.close();
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
        opened = ConfStateStore.open(builder().build()).store();
    }

    @Test
    void aSideFileLeftBehindBlocksNobody() {
        StoreFixtures.write(directory.resolve(".sentinel.conf.lock"), "99999\n");
        StoreFixtures.write(directory.resolve(".sentinel.conf.tmp-123"), "half");
        store();
        assertThat(StoreFixtures.hiddenNames(directory)).containsExactly(".sentinel.conf.lock");
    }

    @Test
    void aMissingParentIsNamed() {
        Path file = directory.resolve("none").resolve("s.conf");
        assertThatThrownBy(() ->
                        ConfStateStore.open(SentinelConfig.builder().state(file).build()))
                .hasMessageContainingAll(file.toString(), "No such file or directory");
        Path parentIsFile = StoreFixtures.write(directory.resolve("plain"), "").resolve("s.conf");
        assertThatThrownBy(() -> ConfStateStore.open(
                        SentinelConfig.builder().state(parentIsFile).build()))
                .hasMessageContainingAll(parentIsFile.toString(), "Not a directory");
    }

    @Test
    void aDirectoryThatTakesNoFilesIsNamedAtStart() throws IOException {
        Path proc = Path.of("/proc/self");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(proc), "no /proc here");
        assertThatThrownBy(() -> ConfStateStore.open(
                        SentinelConfig.builder().state(proc.resolve("s.conf")).build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("Sentinel config directory", "is not writable");
    }

    @Test
    void anEmptyStateFileIsNoFreshStart() {
        StoreFixtures.write(file(), "");
        assertThatThrownBy(() -> ConfStateStore.open(builder().build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is empty");
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
    }

    @Test
    void codeKeepsItsSettingsAndTheFileGivesStateAndTheMovedAddress() {
        StoreFixtures.write(
                file(),
                "sentinel monitor m 127.0.0.1 7777 9\nsentinel config-epoch m 3\nsentinel leader-epoch m 4\n"
                        + "sentinel known-replica m 127.0.0.1 6379\nsentinel monitor gone 127.0.0.1 1 1\n"
                        + "sentinel current-epoch 5\nsentinel myid " + StoreFixtures.MY_ID + "\n");
        ConfStateStore.Opened found = ConfStateStore.open(builder()
                .monitor("m", "127.0.0.1", 6379, 2)
                .monitor("new", "127.0.0.1", 1, 1)
                .build());
        opened = found.store();
        LoadedConfig loaded = found.loaded();
        assertThat(loaded.myId()).contains(StoreFixtures.MY_ID);
        assertThat(loaded.currentEpoch()).isEqualTo(5);
        assertThat(loaded.masters()).extracting(m -> m.settings().name()).containsExactly("m", "new");
        assertThat(loaded.masters().get(0).settings().address().port()).isEqualTo(7777);
        assertThat(loaded.masters().get(0).settings().quorum()).isEqualTo(2);
        assertThat(loaded.masters().get(0).leaderEpoch()).isEqualTo(4);
    }

    @Test
    void aThousandMastersAreSavedQuickly() {
        var masters = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(i -> StoreFixtures.master("master-" + i, i))
                .toList();
        PersistentState state = new PersistentState(
                StoreFixtures.MY_ID, 1_000, io.reactivesentinel.engine.spi.GlobalSettings.DEFAULT, masters);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            store().save(state).block(LIMIT);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(200));
    }

    private Path file() {
        return directory.resolve("sentinel.conf");
    }

    private SentinelConfig.Builder builder() {
        return SentinelConfig.builder().state(file());
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    /** Stands for the end of the process: no clean-up may run. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class FailingFile extends DurableFile {
        private final Crash at;
        private final boolean dies;

        FailingFile(Path file, Crash at, boolean dies) {
            super(file);
            this.at = at;
            this.dies = dies;
        }

        private void fail(Crash step) throws IOException {
            if (step == at) {
                if (dies) {
                    throw new Died();
                }
                throw new IOException("No space left on device");
            }
        }

        @Override
        Path createTemp() throws IOException {
            fail(Crash.CREATE);
            return super.createTemp();
        }

        @Override
        void writeAndForce(Path temp, byte[] content) throws IOException {
            if (at == Crash.WRITE) {
                Files.write(temp, java.util.Arrays.copyOf(content, content.length / 2));
            }
            fail(Crash.WRITE);
            super.writeAndForce(temp, content);
        }

        @Override
        void rename(Path temp) throws IOException {
            fail(Crash.RENAME);
            super.rename(temp);
        }

        @Override
        void forceDirectory() throws IOException {
            fail(Crash.FORCE_DIRECTORY);
            super.forceDirectory();
        }

        @Override
        void discard(Path temp) throws IOException {
            if (!dies) {
                super.discard(temp);
            }
        }
    }
}
