package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process off a state file: two that share one would undo each other's votes.
 *
 * <p>The lock is the system's own on a side file {@code .NAME.lock}, because the state file itself is replaced by every
 * save. It ends with the process however that ends, so that a side file left behind blocks nobody. C Sentinel takes no
 * such lock and is not kept off.
 */
final class StoreLock implements AutoCloseable {

    private static final int ATTEMPTS = 100;

    /**
     * Files locked by this process. The system's lock is one per process: opening and closing the side file a second time
     * would release it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path sideFile;
    private final FileChannel channel;

    private StoreLock(Path file, Path sideFile, FileChannel channel) {
        this.file = file;
        this.sideFile = sideFile;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param file the state file's real path
     * @throws ConfigException if another process, or another engine of this one, holds it
     * @throws IOException if the side file cannot be made
     */
    static StoreLock take(Path file) throws IOException {
        if (!HELD.add(file)) {
            throw new ConfigException("Sentinel config file " + file
                    + " is in use by another engine of this process; give each its own file");
        }
        boolean taken = false;
        try {
            Path sideFile = file.resolveSibling("." + file.getFileName() + ".lock");
            for (int i = 0; i < ATTEMPTS && !taken; i++) {
                create(sideFile);
                StoreLock lock = tryTake(file, sideFile);
                if (lock != null) {
                    taken = true;
                    return lock;
                }
            }
            throw new IOException("the lock file " + sideFile + " keeps changing");
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    private static void create(Path sideFile) throws IOException {
        try {
            Files.createFile(sideFile);
        } catch (FileAlreadyExistsException e) {
            // Left by a process that was killed, or held by one that runs: locking tells.
        }
    }

    /** The lock, or {@code null} if the side file was exchanged meanwhile. */
    private static @Nullable StoreLock tryTake(Path file, Path sideFile) throws IOException {
        Object key = fileKey(sideFile);
        FileChannel channel;
        try {
            channel = FileChannel.open(sideFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return null;
        } catch (AccessDeniedException e) {
            removeForeign(file, sideFile);
            return null;
        }
        boolean kept = false;
        try {
            if (!tryLock(channel, false)) {
                throw inUse(file, channel);
            }
            // The holder before may have removed the side file between our opening and locking it. While we have it
            // open
            // its key is not given to another file.
            kept = key != null && Objects.equals(key, fileKey(sideFile));
            if (!kept) {
                return null;
            }
            channel.truncate(0);
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new StoreLock(file, sideFile, channel);
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /** Whether the lock is ours; also on a file system without locks, where C runs as well and so do we. */
    private static boolean tryLock(FileChannel channel, boolean shared) {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (IOException e) {
            return true;
        }
    }

    /** A side file of another user: if nobody holds it, it is a leftover that we may remove, owning the directory. */
    private static void removeForeign(Path file, Path sideFile) throws IOException {
        try (FileChannel channel = FileChannel.open(sideFile, StandardOpenOption.READ)) {
            if (!tryLock(channel, true)) {
                throw inUse(file, channel);
            }
            Files.deleteIfExists(sideFile);
        }
    }

    private static @Nullable Object fileKey(Path sideFile) {
        try {
            return Files.readAttributes(sideFile, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static ConfigException inUse(Path file, FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(24);
        channel.read(pid, 0);
        String holder = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
        return new ConfigException("Sentinel config file " + file + " is in use by another process"
                + (holder.isEmpty() ? "" : " (pid " + holder + ")") + "; give each Sentinel its own file");
    }

    /** Gives the lock back and removes the side file; a second call does nothing. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            // Removed while still locked: whoever opened it meanwhile sees after locking that the name is gone.
            Files.deleteIfExists(sideFile);
        } finally {
            HELD.remove(file);
        }
    }
}
