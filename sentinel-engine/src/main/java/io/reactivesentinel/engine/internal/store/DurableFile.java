package io.reactivesentinel.engine.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file so that after a crash at any moment either the old or the new content is there, whole: the new content
 * goes to a temporary file in the same directory, is forced to disk and takes the name in one step.
 *
 * <p>The steps are methods so that a test can make each of them fail.
 */
class DurableFile {

    private static final String TEMP_MIDDLE = ".tmp-";

    private final Path file;
    private final Path directory;
    private final String tempPrefix;

    /** A file in an existing directory; it need not exist itself. */
    DurableFile(Path file) {
        this.file = file;
        Path parent = file.toAbsolutePath().getParent();
        this.directory = parent == null ? Path.of("/") : parent;
        this.tempPrefix = "." + file.getFileName() + TEMP_MIDDLE;
    }

    Path file() {
        return file;
    }

    Path directory() {
        return directory;
    }

    /**
     * Replaces the content. A file that existed keeps its mode and, as far as the process may do that, its owner; a new one
     * is readable by its owner alone, because it holds passwords.
     *
     * @throws IOException if any step failed; the message of the failure tells which
     */
    void replace(byte[] content) throws IOException {
        Path temp = step("create a temporary file", () -> createTemp());
        boolean renamed = false;
        try {
            step("write the temporary file", () -> writeAndForce(temp, content));
            step("replace the file", () -> rename(temp));
            renamed = true;
        } finally {
            if (!renamed) {
                discard(temp);
            }
        }
        step("force the directory to disk", () -> forceDirectory());
    }

    /** Whether a file can be made in the directory, which replacing needs; fails if not. */
    void probe() throws IOException {
        Files.delete(createTemp());
    }

    /** Removes temporary files that a killed process left; only while no other process uses the file. */
    void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> String.valueOf(entry.getFileName()).startsWith(tempPrefix))) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        }
    }

    Path createTemp() throws IOException {
        // Made with mode 0600 whatever the umask.
        return Files.createTempFile(directory, tempPrefix, "");
    }

    void writeAndForce(Path temp, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            keepModeAndOwner(temp);
            channel.force(true);
        }
    }

    void rename(Path temp) throws IOException {
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    void discard(Path temp) throws IOException {
        Files.deleteIfExists(temp);
    }

    private void keepModeAndOwner(Path temp) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temp, PosixFileAttributeView.class);
        if (view == null || !Files.exists(file)) {
            return;
        }
        Map<String, Object> wanted = Files.readAttributes(file, "unix:uid,gid,permissions");
        boolean groupKept = keep(temp, "unix:gid", wanted.get("gid"));
        keep(temp, "unix:uid", wanted.get("uid"));
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        for (Object permission : (Set<?>) wanted.getOrDefault("permissions", Set.of())) {
            mode.add((PosixFilePermission) permission);
        }
        if (!groupKept) {
            // Another group than before must not read the passwords.
            mode.remove(PosixFilePermission.GROUP_READ);
            mode.remove(PosixFilePermission.GROUP_WRITE);
        }
        view.setPermissions(mode);
    }

    private static boolean keep(Path temp, String attribute, @Nullable Object value) {
        try {
            if (value == null) {
                return false;
            }
            if (!value.equals(Files.getAttribute(temp, attribute, LinkOption.NOFOLLOW_LINKS))) {
                Files.setAttribute(temp, attribute, value);
            }
            return true;
        } catch (IOException e) {
            return false; // only root may give files away; C does not even try
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private interface VoidStep {
        void run() throws IOException;
    }

    private static void step(String what, VoidStep step) throws IOException {
        step(what, () -> {
            step.run();
            return what;
        });
    }

    private static <T> T step(String what, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw new IOException("could not " + what + " (" + Errno.text(e) + ")", e);
        }
    }
}
