package io.reactivesentinel.engine.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a file so that after a crash at any moment either the old or the new content is there, whole: the new content
 * goes to a temporary file in the same directory, is forced to disk and takes the name in one step.
 *
 * <p>A file that is a mount of its own, as containers are often given it, cannot be replaced, and in a directory that
 * takes no files there is no temporary one. Such a file is overwritten in place. A crash may then cut it off, which the
 * next start notices; where the directory allows it, the new content stands beside it until that is over.
 *
 * <p>The steps are methods so that a test can make each of them fail.
 */
class DurableFile {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);

    private static final String TEMP_MIDDLE = ".tmp-";

    /** Why a rename fails where the file itself may still be written: a mount, another file system, a sticky directory. */
    private static final List<String> NOT_REPLACEABLE =
            List.of("Device or resource busy", "Invalid cross-device link", "Operation not permitted");

    private final Path file;
    private final Path directory;
    private final String tempPrefix;
    private final Path copy;
    private boolean told;

    /** A file in an existing directory; it need not exist itself. */
    DurableFile(Path file) {
        this.file = file;
        Path parent = file.toAbsolutePath().getParent();
        this.directory = parent == null ? Path.of("/") : parent;
        this.tempPrefix = "." + file.getFileName() + TEMP_MIDDLE;
        this.copy = directory.resolve("." + file.getFileName() + ".copy");
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
        Path temp;
        try {
            temp = createTemp();
        } catch (IOException e) {
            if (!takesNoFiles(e) || !Files.isWritable(file)) {
                throw failed("create a temporary file", e);
            }
            tell(e);
            step("overwrite the file", () -> overwrite(content));
            return;
        }
        boolean renamed = false;
        try {
            step("write the temporary file", () -> writeAndForce(temp, content));
            try {
                rename(temp);
            } catch (IOException e) {
                if (!isNotReplaceable(e)) {
                    throw failed("replace the file", e);
                }
                tell(e);
                step("overwrite the file", () -> overwriteWithCopy(temp, content));
                return;
            }
            renamed = true;
        } finally {
            if (!renamed) {
                discard(temp);
            }
        }
        step("force the directory to disk", () -> forceDirectory());
    }

    /** Whether a failure to make a file says that the directory is not for us, and not that it is full or gone. */
    static boolean takesNoFiles(IOException failure) {
        return failure instanceof AccessDeniedException
                || List.of("Read-only file system", "Operation not permitted", "Permission denied")
                        .contains(Errno.text(failure));
    }

    private static boolean isNotReplaceable(IOException failure) {
        return failure instanceof AtomicMoveNotSupportedException || NOT_REPLACEABLE.contains(Errno.text(failure));
    }

    private void tell(IOException reason) {
        if (!told) {
            told = true;
            LOG.warn(
                    "{} cannot be replaced ({}): it is overwritten in place, which a crash may cut short. Mount its"
                            + " directory instead of the file, or keep state apart from it",
                    file,
                    Errno.text(reason));
        }
    }

    private void overwriteWithCopy(Path temp, byte[] content) throws IOException {
        Files.move(temp, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
        overwrite(content);
        Files.deleteIfExists(copy);
    }

    /** Cut to nothing first, so that what a crash leaves is a beginning of the new content and no mixture. */
    void overwrite(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** What a file holds; the new content beside it where it was cut off while that was written. */
    static byte[] read(Path file) throws IOException {
        byte[] found = Files.readAllBytes(file);
        Path copy = new DurableFile(file.toRealPath()).copy;
        if (!Files.isReadable(copy)) {
            return found;
        }
        byte[] whole = Files.readAllBytes(copy);
        boolean cutOff = found.length < whole.length && Arrays.equals(found, 0, found.length, whole, 0, found.length);
        return cutOff ? whole : found;
    }

    /** Mends a file that was cut off while it was overwritten; only while no other process uses it. */
    void recover() throws IOException {
        if (!Files.exists(copy)) {
            return;
        }
        if (Files.exists(file)) {
            byte[] whole = read(file);
            if (whole.length != Files.size(file)) {
                LOG.warn("{} was cut off while it was written: mended from {}", file, copy);
                overwrite(whole);
            }
        }
        Files.delete(copy);
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
            throw failed(what, e);
        }
    }

    private static IOException failed(String what, IOException cause) {
        return new IOException("could not " + what + " (" + Errno.text(cause) + ")", cause);
    }
}
