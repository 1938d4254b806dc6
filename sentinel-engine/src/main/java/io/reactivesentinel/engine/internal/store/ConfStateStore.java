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

    /** For tests: a store on a file without its lock. */
    ConfStateStore(DurableFile file) {
        this(file, null);
    }

    private ConfStateStore(DurableFile file, @Nullable StoreLock lock) {
        this.file = file;
        this.lock = lock;
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
        checkWritable(file);
        StoreLock lock = lock(file);
        boolean opened = false;
        try {
            StoredState stored = read(file.file(), config);
            opened = true;
            ConfStateStore store = new ConfStateStore(file, lock);
            LoadedConfig loaded = stored.mergedInto(config);
            return new Opened(
                    store,
                    new LoadedConfig(
                            loaded.config(),
                            loaded.myId(),
                            loaded.currentEpoch(),
                            store.votes.complete(loaded.masters())));
        } finally {
            if (!opened) {
                release(lock);
            }
        }
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

    private static void checkWritable(DurableFile file) {
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
        } catch (IOException e) {
            throw new ConfigException("Sentinel config directory " + file.directory() + " is not writable: "
                    + Errno.text(e) + ". Every save replaces the file "
                    + file.file().getFileName()
                    + ", which takes the right to make files beside it. Exiting...");
        }
    }

    private static StoreLock lock(DurableFile file) {
        try {
            StoreLock lock = StoreLock.take(file.file());
            file.removeLeftovers();
            return lock;
        } catch (IOException e) {
            throw new ConfigException("Sentinel config file " + file.file() + " cannot be locked: " + Errno.text(e));
        }
    }

    private static void release(StoreLock lock) {
        try {
            lock.close();
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
            ConfText text = new ConfText(currentContent());
            StateLines.write(state, text);
            file.replace(text.finish());
            votes.write(state);
        } catch (IOException e) {
            throw new StateSaveException("Cannot save state to " + file.file() + ": " + explain(e), e);
        } catch (IllegalArgumentException e) {
            throw new StateSaveException("Cannot save state to " + file.file() + ": " + e.getMessage(), e);
        }
    }

    private byte[] currentContent() throws IOException {
        try {
            return Files.readAllBytes(file.file());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static String explain(IOException failure) {
        String text = Errno.text(failure);
        return text.contains("Device or resource busy")
                ? text + "; a file that is mounted by itself cannot be replaced: mount its directory instead"
                : text;
    }

    /** Gives the file's lock back. Blocks; a second call does nothing. */
    @Override
    public void close() {
        if (lock != null) {
            release(lock);
        }
    }
}
