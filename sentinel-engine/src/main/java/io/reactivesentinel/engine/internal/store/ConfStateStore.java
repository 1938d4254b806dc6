package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.store.ConfLoader.StoredState;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateSaveException;
import io.reactivesentinel.engine.spi.StateStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps state in a {@code sentinel.conf}, beside whatever else the file says.
 *
 * <p>Each save reads the file again, so that edits and comments made meanwhile survive, and replaces it in one step. One
 * store holds the file's lock until it is closed.
 */
public final class ConfStateStore implements StateStore, AutoCloseable {

    private final VoteFile votes;
    private final DurableFile file;
    private final @Nullable StoreLock lock;
    private final Content content;

    /** What to write into a file for a state. */
    private interface Content {
        byte[] of(DurableFile file, PersistentState state) throws IOException;
    }

    /** For tests: a store on a file without its lock. */
    ConfStateStore(DurableFile file) {
        this(file, null, ConfStateStore::rewritten);
    }

    private ConfStateStore(DurableFile file, @Nullable StoreLock lock, Content content) {
        this.file = file;
        this.lock = lock;
        this.content = content;
        this.votes = new VoteFile(file.file());
    }

    /**
     * A store with what was found in it.
     *
     * @param store the store; to be closed
     * @param loaded the configuration with the state
     */
    public record Opened(ConfStateStore store, LoadedConfig loaded) {}

    /**
     * Locks the state file of a configuration, checks that it can be replaced and reads what it remembers. Blocks.
     *
     * @throws ConfigException if the file cannot be read or replaced, is damaged, or is in use; or if the configuration
     *     names no file
     */
    public static Opened open(SentinelConfig config) {
        Path named = config.stateFile()
                .orElseThrow(() -> new ConfigException("Sentinel needs config file on disk to save state. Exiting..."));
        // A link stays a link: what it leads to is locked, replaced and kept beside its temporary file.
        DurableFile file = new DurableFile(realPath(named));
        boolean takesFiles = checkWritable(file);
        // Without a file beside it there is no lock either, as with C.
        StoreLock lock = takesFiles ? lock(file) : null;
        boolean opened = false;
        try {
            Opened found = config.isStateSeparate() ? openSeparate(file, lock, config) : openShared(file, lock, config);
            opened = true;
            return found;
        } finally {
            if (!opened) {
                release(lock);
            }
        }
    }

    private static Opened openShared(DurableFile file, @Nullable StoreLock lock, SentinelConfig config) {
        StoredState stored = read(file.file(), config);
        ConfStateStore store = new ConfStateStore(file, lock, ConfStateStore::rewritten);
        return store.completed(stored.mergedInto(config));
    }

    private static Opened openSeparate(DurableFile file, @Nullable StoreLock lock, SentinelConfig config) {
        Path configFile = config.configFile().orElseThrow();
        LoadedConfig operator = ConfLoader.load(configFile, config.extraLines());
        PersistentState said = SeparateState.ofOperator(operator);
        ConfStateStore store =
                new ConfStateStore(file, lock, (own, state) -> SeparateState.content(said, state, configFile));
        Optional<SeparateState.Found> found = SeparateState.read(file.file(), ConfLoader.cwd(config));
        if (found.isEmpty()) {
            return store.completed(new LoadedConfig(
                    config, operator.settings(), operator.myId(), operator.currentEpoch(), operator.masters()));
        }
        PersistentState merged =
                StateMerge.merge(found.get().base(), said, found.get().state());
        return store.completed(new LoadedConfig(
                config, merged.settings(), Optional.of(merged.myId()), merged.currentEpoch(), merged.masters()));
    }

    /** With the names of those who were voted for. */
    private Opened completed(LoadedConfig loaded) {
        return new Opened(
                this,
                new LoadedConfig(
                        loaded.config(),
                        loaded.settings(),
                        loaded.myId(),
                        loaded.currentEpoch(),
                        votes.complete(loaded.masters())));
    }

    private static StoredState read(Path file, SentinelConfig config) {
        if (config.isFromFile()) {
            return ConfLoader.loadState(file, config.extraLines());
        }
        if (!Files.exists(file)) {
            return StoredState.EMPTY;
        }
        try {
            if (Files.size(file) == 0) {
                throw new ConfigException(
                        "State file " + file + " is empty, which no save leaves behind: restore it, or"
                                + " remove it to start as a new Sentinel");
            }
        } catch (IOException e) {
            throw new ConfigException("Cannot read state file " + file + ": " + Errno.text(e));
        }
        return ConfLoader.loadState(file, config.extraLines());
    }

    private static Path realPath(Path named) {
        try {
            return Files.exists(named) ? named.toRealPath() : newFile(named.toAbsolutePath());
        } catch (IOException e) {
            throw new ConfigException("Sentinel config file " + named + " cannot be reached: " + Errno.text(e));
        }
    }

    private static Path newFile(Path absolute) throws IOException {
        Path parent = absolute.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new ConfigException("Sentinel config file " + absolute + " cannot be made: "
                    + (parent != null && Files.exists(parent) ? "Not a directory" : "No such file or directory"));
        }
        return parent.toRealPath().resolve(absolute.getFileName());
    }

    /** Whether files can be made beside the file; else it must itself be writable. */
    private static boolean checkWritable(DurableFile file) {
        if (Files.exists(file.file())) {
            try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.WRITE)) {
                // Opening is the check: it also sees a read-only file system.
                channel.position();
            } catch (IOException e) {
                throw new ConfigException(
                        "Sentinel config file " + file.file() + " is not writable: " + Errno.text(e) + ". Exiting...");
            }
        }
        try {
            file.probe();
            return true;
        } catch (IOException e) {
            if (Files.exists(file.file()) && DurableFile.takesNoFiles(e)) {
                return false;
            }
            throw new ConfigException("Sentinel config directory " + file.directory() + " is not writable: "
                    + Errno.text(e) + ". Every save replaces the file "
                    + file.file().getFileName()
                    + ", which takes the right to make files beside it. Exiting...");
        }
    }

    private static StoreLock lock(DurableFile file) {
        try {
            StoreLock lock = StoreLock.take(file.file());
            file.recover();
            file.removeLeftovers();
            return lock;
        } catch (IOException e) {
            throw new ConfigException("Sentinel config file " + file.file() + " cannot be locked: " + Errno.text(e));
        }
    }

    private static void release(@Nullable StoreLock lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // A side file that stays blocks nobody.
        }
    }

    @Override
    public Mono<Void> save(PersistentState state) {
        return Mono.<Void>fromRunnable(() -> write(state)).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private void write(PersistentState state) {
        try {
            file.replace(content.of(file, state));
            votes.write(state);
        } catch (IOException e) {
            throw new StateSaveException("Cannot save state to " + file.file() + ": " + Errno.text(e), e);
        } catch (IllegalArgumentException e) {
            throw new StateSaveException("Cannot save state to " + file.file() + ": " + e.getMessage(), e);
        }
    }

    /** What the file says already, with the state in the places it has there. */
    private static byte[] rewritten(DurableFile file, PersistentState state) throws IOException {
        ConfText text = new ConfText(currentContent(file));
        StateLines.write(state, text);
        return text.finish();
    }

    private static byte[] currentContent(DurableFile file) throws IOException {
        try {
            return Files.readAllBytes(file.file());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** Gives the file's lock back. Blocks; a second call does nothing. */
    @Override
    public void close() {
        release(lock);
    }
}
