package io.reactivesentinel.server.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The images of the container tests, made of what this machine has: nothing is pulled. A base with a shell and the Java that
 * runs the tests stands in for the public image that {@code deploy/Dockerfile} names; our image is built on it by that very
 * file, and one of the bundled Redis beside it. They are removed at the end.
 */
final class ContainerImages implements AutoCloseable {
    /** What a machine must have. */
    static final String NEEDS =
            "no container engine answers, or busybox or jlink is missing: start Docker, or run the tests"
                    + " by .ci/with-containers (on Debian: apt-get install podman runc netavark aardvark-dns iptables busybox-static)";

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    /** Where a search for programs looks first: they must not depend on who runs the tests. */
    private static final List<Path> PROGRAMS = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));

    /** What jdeps finds in the server's jar, and elliptic curves for TLS. */
    private static final String MODULES = "java.base,java.logging,java.management,java.naming,java.xml,jdk.crypto.ec,"
            + "jdk.jfr,jdk.management,jdk.net,jdk.unsupported";

    private static final String BASE_FILE = """
            FROM scratch
            COPY rootfs /
            RUN ["/bin/busybox", "--install", "-s", "/bin"]
            RUN mkdir -p /etc /tmp /usr/local/bin && chmod 1777 /tmp
            ENV PATH=/usr/local/bin:/opt/java/bin:/bin JAVA_HOME=/opt/java
            """;

    /** Redis's own image lets everybody in as well, which its server does not do by itself. */
    private static final String REDIS_FILE = """
            ARG BASE
            FROM ${BASE}
            COPY redis-server /opt/redis-server
            RUN echo '#!/bin/sh' >/usr/local/bin/redis-server; \
                echo 'exec /opt/redis-server "$@" --protected-mode no' >>/usr/local/bin/redis-server; \
                chmod 755 /usr/local/bin/redis-server
            WORKDIR /data
            CMD ["redis-server"]
            """;

    private static final long COMMAND_LIMIT_S = 60;
    private static final long BUILD_LIMIT_S = 120;
    private static final Pattern LIBRARY = Pattern.compile("(?m)(?:=> |^\\s*)(/\\S+) \\(0x");

    /** Of the C library, loaded by name when a host name is looked up. */
    private static final List<String> LOADED_LATER = List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    private final DockerClient engine = DockerClientFactory.lazyClient();
    private final Path directory;
    private final String prefix =
            "localhost/reactive-sentinel-test-" + ProcessHandle.current().pid() + "-";
    private final List<String> built = new ArrayList<>();

    private ContainerImages(Path directory) {
        this.directory = directory;
    }

    /** Whether this machine lets us make them. */
    static boolean arePossible() {
        quiet();
        return DockerClientFactory.instance().isDockerAvailable()
                && PROGRAMS.stream().anyMatch(Files::isExecutable)
                && Files.isExecutable(JAVA.resolve("bin/jlink"));
    }

    /** The library tells its whole conversation with the engine. */
    private static void quiet() {
        for (String name : List.of("org.testcontainers", "com.github.dockerjava", "tc")) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.WARN);
            }
        }
    }

    /** Builds them all, with that directory for what they are made of. */
    static ContainerImages build(Path directory) throws IOException {
        ContainerImages images = new ContainerImages(directory);
        try {
            images.buildBase();
            images.build(
                    "sentinel",
                    CHECKOUT,
                    List.of(
                            ".dockerignore",
                            "sentinel",
                            "LICENSE",
                            "NOTICE",
                            "deploy",
                            "sentinel-server/target/sentinel-server.jar"),
                    "deploy/Dockerfile");
            images.buildRedis();
            return images;
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    String sentinel() {
        return prefix + "sentinel:latest";
    }

    String redis() {
        return prefix + "redis:latest";
    }

    private void buildBase() throws IOException {
        Path context = Files.createDirectory(directory.resolve("base"));
        Path root = Files.createDirectory(context.resolve("rootfs"));
        Path java = Files.createDirectory(root.resolve("opt")).resolve("java");
        run(List.of(
                JAVA.resolve("bin/jlink").toString(),
                "--add-modules=" + MODULES,
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output=" + java));
        // A class archive of our own stands on the one of the JDK, which jlink leaves out.
        run(List.of(java.resolve("bin/java").toString(), "-Xshare:dump"));
        Path busybox = Files.createDirectory(root.resolve("bin")).resolve("busybox");
        Files.copy(PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElseThrow(), busybox);

        List<Path> binaries = new ArrayList<>(List.of(busybox, java.resolve("bin/java")));
        try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".so")).forEach(binaries::add);
        }
        for (Path binary : binaries) {
            // A static program has no libraries, which ldd calls a failure.
            Matcher library = LIBRARY.matcher(output(List.of("ldd", binary.toString())));
            while (library.find()) {
                copyLibrary(root, Path.of(library.group(1)));
            }
        }
        Files.writeString(context.resolve("Dockerfile"), BASE_FILE);
        build("base", context, List.of("Dockerfile", "rootfs"), "Dockerfile");
    }

    private static void copyLibrary(Path root, Path library) throws IOException {
        Path copy = root.resolve(library.toString().substring(1));
        if (library.startsWith(root) || Files.exists(copy)) {
            return;
        }
        Files.createDirectories(copy.getParent());
        Files.copy(library, copy, StandardCopyOption.COPY_ATTRIBUTES);
        if (library.endsWith("libc.so.6")) {
            for (String name : LOADED_LATER) {
                if (Files.exists(library.resolveSibling(name))) {
                    copyLibrary(root, library.resolveSibling(name));
                }
            }
        }
    }

    private void buildRedis() throws IOException {
        Path context = Files.createDirectory(directory.resolve("redis"));
        Files.copy(RedisBinary.bundled(directory).path(), context.resolve("redis-server"));
        Files.writeString(context.resolve("Dockerfile"), REDIS_FILE);
        build("redis", context, List.of("Dockerfile", "redis-server"), "Dockerfile");
    }

    private void build(String name, Path context, List<String> files, String dockerfile) throws IOException {
        Path tar = directory.resolve(name + ".tar");
        List<String> command = new ArrayList<>(
                List.of("tar", "-C", context.toString(), "--owner=0", "--group=0", "-cf", tar.toString()));
        command.addAll(files);
        run(command);
        Queue<String> said = new ConcurrentLinkedQueue<>();
        try (InputStream content = Files.newInputStream(tar)) {
            engine.buildImageCmd(content)
                    .withDockerfilePath(dockerfile)
                    .withTags(Set.of(prefix + name + ":latest"))
                    .withBuildArg("BASE", prefix + "base:latest")
                    .withPull(false)
                    .withRemove(true)
                    .exec(new BuildImageResultCallback() {
                        @Override
                        public void onNext(BuildResponseItem item) {
                            said.add(Objects.requireNonNullElse(item.getStream(), ""));
                            super.onNext(item);
                        }
                    })
                    .awaitImageId(BUILD_LIMIT_S, TimeUnit.SECONDS);
        } catch (DockerClientException | DockerException e) {
            throw new IOException("cannot build the image " + name + ": " + String.join("", said), e);
        }
        built.add(prefix + name + ":latest");
        Files.delete(tar);
    }

    private static void run(List<String> command) throws IOException {
        StringBuilder out = new StringBuilder();
        int status = run(command, out);
        if (status != 0) {
            throw new IOException(command + " ended with status " + status + ": " + out);
        }
    }

    private static String output(List<String> command) throws IOException {
        StringBuilder out = new StringBuilder();
        run(command, out);
        return out.toString();
    }

    private static int run(List<String> command, StringBuilder out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            out.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            if (!process.waitFor(COMMAND_LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        for (int i = built.size() - 1; i >= 0; i--) {
            try {
                engine.removeImageCmd(built.get(i)).withForce(true).exec();
            } catch (DockerException e) {
                LoggerFactory.getLogger(ContainerImages.class)
                        .warn("{} is left behind: {}", built.get(i), e.getMessage());
            }
        }
    }
}
