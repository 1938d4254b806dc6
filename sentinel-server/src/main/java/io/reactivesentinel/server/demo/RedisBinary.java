package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A {@code redis-server} to run: one the user names, or the static one out of the jar {@code org.signal:embedded-redis},
 * which the build puts beside the server jar as {@code demo/embedded-redis.jar}.
 *
 * @param path the executable file
 */
public record RedisBinary(Path path) {
    private static final String JAR = "embedded-redis.jar";
    private static final String PREFIX = "redis-server-";

    /**
     * The binary a user named.
     *
     * @throws DemoException if it is no executable file
     */
    public static RedisBinary at(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new DemoException("--redis-server " + path + ": no such file");
        }
        if (!Files.isExecutable(path)) {
            throw new DemoException("--redis-server " + path + ": not executable");
        }
        return new RedisBinary(path.toAbsolutePath());
    }

    /**
     * The binary of this platform, unpacked beside its jar, or into {@code fallback} if nothing can be written there.
     *
     * @throws DemoException if the jar is not where the build puts it, or has no binary for this platform
     */
    public static RedisBinary bundled(Path fallback) {
        return bundledIn(bundleDirectory(), fallback);
    }

    /**
     * The binary of this platform out of the jar in a directory, for programs that are not the server.
     *
     * @param bundle where the build of the server puts the jar: {@code sentinel-server/target/demo}
     * @param fallback where it is unpacked if nothing can be written there
     * @throws DemoException if the jar is not there, or has no binary for this platform
     */
    public static RedisBinary bundledIn(Path bundle, Path fallback) {
        Path jar = bundle.resolve(JAR);
        if (!Files.isRegularFile(jar)) {
            throw new DemoException(
                    "The jar with the Redis binaries is missing: " + jar
                            + "\nBuild it (mvn -q -DskipTests package -pl sentinel-server -am) or name a Redis: --redis-server PATH");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = entryFor(zip, platform())
                    .orElseThrow(() -> new DemoException("No Redis binary for " + platform() + " in " + jar
                            + "\nName one of your own: --redis-server PATH"));
            Path directory = Files.isWritable(bundle) ? bundle : fallback;
            return new RedisBinary(unpack(zip, entry, directory));
        } catch (IOException e) {
            throw new DemoException("Cannot unpack the Redis binary of " + jar + ": " + e.getMessage(), e);
        }
    }

    /** The platform as the entries of the jar name it, such as {@code linux-amd64}. */
    static String platform() {
        return platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    case "i386", "i686", "x86" -> "386";
                    default -> osArch;
                };
        return os + "-" + arch;
    }

    private static Optional<ZipEntry> entryFor(ZipFile zip, String platform) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().startsWith(PREFIX) && entry.getName().endsWith("-" + platform)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Two runs may unpack at once: each writes a file of its own and renames it, so that none sees half a binary. */
    private static Path unpack(ZipFile zip, ZipEntry entry, Path directory) throws IOException {
        Path target = directory.resolve(entry.getName());
        if (Files.isExecutable(target) && Files.size(target) == entry.getSize()) {
            return target;
        }
        Path part = Files.createTempFile(directory, entry.getName(), ".part");
        part.toFile().deleteOnExit(); // For a Ctrl-C right now.
        try {
            try (InputStream content = zip.getInputStream(entry)) {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return target;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** {@code demo} beside the running jar, or beside the directory of classes when there is no jar. */
    private static Path bundleDirectory() {
        return codeLocation().resolveSibling("demo");
    }

    /** The jar or directory of classes this program runs from. */
    static Path codeLocation() {
        CodeSource source = RedisBinary.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new DemoException("Cannot tell which jar this program runs from");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new DemoException("Cannot tell which jar this program runs from: " + source.getLocation(), e);
        }
    }
}
