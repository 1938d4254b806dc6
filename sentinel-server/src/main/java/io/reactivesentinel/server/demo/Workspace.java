package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The temporary directory of one run, readable by its user alone, which {@link #close()} deletes unless it is to be kept.
 *
 * <p>Safe for any thread.
 */
public final class Workspace implements AutoCloseable {
    private static final int DELETE_ATTEMPTS = 100;
    private static final long DELETE_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private @Nullable Path directory;
    private boolean kept;
    private boolean closed;

    /**
     * The directory, created when first asked for.
     *
     * @throws DemoException if it cannot be created, or this is closed
     */
    public synchronized Path directory() {
        if (closed) {
            throw new DemoException("shutting down");
        }
        if (directory == null) {
            try {
                directory = Files.createTempDirectory("reactive-sentinel-").toRealPath();
            } catch (IOException e) {
                throw new DemoException("Cannot create a temporary directory: " + e.getMessage(), e);
            }
        }
        return directory;
    }

    /** Leaves the directory where it is, for someone to look into. */
    public synchronized void keep() {
        kept = true;
    }

    /** Deletes the directory with all that is in it, if there is one and it is not to be kept. */
    @Override
    public synchronized void close() {
        closed = true;
        Path doomed = directory;
        if (doomed == null || kept) {
            return;
        }
        for (int attempt = 1; Files.exists(doomed); attempt++) {
            try {
                deleteTree(doomed);
            } catch (IOException e) {
                // A shutdown hook runs beside the program, which may just have written one more file.
                if (attempt == DELETE_ATTEMPTS) {
                    System.err.println("Cannot delete " + doomed + ": " + e.getMessage());
                    return;
                }
                LockSupport.parkNanos(DELETE_PAUSE_NS);
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
