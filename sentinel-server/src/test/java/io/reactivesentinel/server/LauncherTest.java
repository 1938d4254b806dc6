package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a Java and a Maven that only say how they were called. */
@Timeout(60)
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path LAUNCHER = Path.of("..", "sentinel");

    @TempDir
    Path directory;

    private Path home;
    private Path jar;
    private Path launcher;
    private final Map<String, String> environment = new HashMap<>();

    private record Outcome(int status, String out, String err) {}

    @BeforeEach
    void makeACheckout() throws Exception {
        home = Files.createDirectories(directory.resolve("a checkout"));
        jar = home.resolve("sentinel-server/target/sentinel-server.jar");
        launcher = home.resolve("sentinel");
        Files.copy(LAUNCHER, launcher);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        environment.put("JAVA_HOME", java("jdk", "17.0.9").toString());
    }

    @Test
    void javaReplacesTheShell() throws Exception {
        built();
        Outcome outcome = launch(launcher, "/etc/sentinel.conf", "--port", "1 2");
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.out()).contains("<-jar> <" + jar.toRealPath() + "> </etc/sentinel.conf> <--port> <1 2>");
    }

    @Test
    void linksToItAreFollowed() throws Exception {
        built();
        Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("a checkout/sentinel"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), first.toAbsolutePath());
        assertThat(launch(second, "--version").out()).contains("<" + jar.toRealPath() + "> <--version>");
    }

    @Test
    void aMissingJavaIsSaidSo() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        Outcome outcome = launch(launcher, "x.conf");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo("sentinel: JAVA_HOME is /nowhere, but there is no bin/java in it. "
                        + "Java 17 or newer is needed.\n");
    }

    @Test
    void noJavaAnywhereIsSaidSo() throws Exception {
        environment.remove("JAVA_HOME");
        environment.put("PATH", toolsWithoutJava().toString());
        Outcome outcome = launch(launcher, "x.conf");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("sentinel: Java 17 or newer is needed: set JAVA_HOME, or put java on");
    }

    @Test
    void javaIsFoundByThePath() throws Exception {
        built();
        Path jdk = java("other", "21.0.1");
        Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(directory.resolve("bin/java"), jdk.resolve("bin/java"));
        environment.remove("JAVA_HOME");
        assertThat(launch(launcher, "--version").out()).contains("<--version>");
    }

    @Test
    void aJavaThatIsTooOldIsNamed() throws Exception {
        for (String version : List.of("11.0.22", "1.8.0_402")) {
            Path old = java("jdk-" + version, version);
            environment.put("JAVA_HOME", old.toString());
            Outcome outcome = launch(launcher, "x.conf");
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains(old + "/bin/java is version " + version);
        }
    }

    @Test
    void theJarIsBuiltOnceAndOnlyWhenItIsAbsent() throws Exception {
        maven("mkdir -p sentinel-server/target && echo jar >sentinel-server/target/sentinel-server.jar");
        Outcome first = launch(launcher, "--version");
        assertThat(first.err()).contains("building the server").contains("built.");
        assertThat(first.out()).contains("<--version>");
        assertThat(Files.readString(home.resolve("mvn.log"))).contains("package -pl sentinel-server -am");
        assertThat(home.resolve(".sentinel-build.lock")).doesNotExist();

        assertThat(launch(launcher, "--version").err()).isEmpty();
    }

    @Test
    void aBuildThatFailsEndsTheStart() throws Exception {
        maven("echo broken; exit 3");
        Outcome outcome = launch(launcher, "--version");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("broken", "the build failed");
        assertThat(home.resolve(".sentinel-build.lock")).doesNotExist();
    }

    @Test
    void aLockWhoseOwnerIsGoneIsNoObstacle() throws Exception {
        built();
        Path lock = Files.createDirectories(home.resolve(".sentinel-build.lock"));
        Files.writeString(lock.resolve("pid"), goneProcess() + "\n");
        assertThat(launch(launcher, "--version").out()).contains("<--version>");
        assertThat(lock).doesNotExist();
    }

    @Test
    void severalStartsBuildOnce() throws Exception {
        maven("sleep 1; mkdir -p sentinel-server/target && echo jar >sentinel-server/target/sentinel-server.jar");
        Process other = start(directory.resolve("out2"), directory.resolve("err2"), launcher, "--version");
        Outcome outcome = launch(launcher, "--version");
        assertThat(other.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(outcome.out()).contains("<--version>");
        assertThat(Files.readAllLines(home.resolve("mvn.log"))).hasSize(1);
    }

    @Test
    void anArchiveThatCannotBeMadeIsTriedOnceAndNoObstacle() throws Exception {
        built();
        assertThat(launch(launcher, "x.conf").err()).contains("preparing a class archive");
        Outcome second = launch(launcher, "x.conf");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("<x.conf>").doesNotContain("SharedArchiveFile");
    }

    @Test
    void anArchiveIsMadeOnceAndUsed() throws Exception {
        built();
        environment.put("MAKE_ARCHIVE", "yes");
        assertThat(launch(launcher, "x.conf").out()).contains("<-XX:SharedArchiveFile=");
        Outcome second = launch(launcher, "x.conf");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("<-XX:SharedArchiveFile=");
    }

    @Test
    void anArchiveIsMadeAheadForThoseWhoMayNotWrite() throws Exception {
        built();
        environment.put("MAKE_ARCHIVE", "yes");
        Outcome made = launch(launcher, "--train-class-archive");
        assertThat(made.status()).isZero();
        assertThat(made.out()).isEmpty();
        assertThat(jar.resolveSibling("cds")).isDirectoryContaining("glob:**.jsa");
        assertThat(launch(launcher, "--train-class-archive").err()).isEmpty();
        assertThat(launch(launcher, "x.conf").err()).isEmpty();
    }

    @Test
    void anArchiveThatCannotBeMadeAheadIsAFailureWithItsReason() throws Exception {
        built();
        Outcome outcome = launch(launcher, "--train-class-archive");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("<--train-class-archive>")
                .endsWith("sentinel: no class archive could be made in "
                        + jar.toRealPath().resolveSibling("cds") + "\n");
    }

    @Test
    void installedTheJarLiesBesideIt() throws Exception {
        jar = home.resolve("sentinel-server.jar");
        built();
        environment.put("MAKE_ARCHIVE", "yes");
        assertThat(launch(launcher, "x.conf").out())
                .contains("<-XX:SharedArchiveFile=" + home.toRealPath() + "/cds/", "<" + jar.toRealPath() + ">");
    }

    @Test
    void optionsOfTheUserComeLastAndMayChooseTheCollector() throws Exception {
        built();
        environment.put("SENTINEL_JAVA_OPTS", "-Xmx1g -XX:+UseZGC");
        String out = launch(launcher, "--version").out();
        assertThat(out).contains("<-Xmx1g> <-XX:+UseZGC>").doesNotContain("SerialGC");
        assertThat(out.indexOf("<-Xmx256m>")).isBetween(0, out.indexOf("<-Xmx1g>"));
    }

    private void built() throws Exception {
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "jar");
    }

    /** A Java that prints its arguments, exits with 7, and can make something like an archive if told so. */
    private Path java(String name, String version) throws Exception {
        Path jdk = Files.createDirectories(directory.resolve(name)).toRealPath();
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/java"), """
                for a in "$@"; do
                  case $a in
                    -XX:ArchiveClassesAtExit=*)
                      [ -z "${MAKE_ARCHIVE:-}" ] || { sleep 0.1; echo archive >"${a#*=}"; exit 0; } ;;
                  esac
                done
                printf '<%s> ' "$@"
                exit 7
                """);
        script(jdk.resolve("bin/javac"), "exit 0\n");
        return jdk;
    }

    private void maven(String body) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        script(bin.resolve("mvn"), "echo \"$@\" >>mvn.log\n" + body + "\n");
    }

    /** The tools the launcher needs, and nothing else. */
    private Path toolsWithoutJava() throws Exception {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "sed", "head")) {
            script(tools.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
        }
        return tools;
    }

    private static void script(Path file, String body) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static long goneProcess() throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        process.waitFor();
        return process.pid();
    }

    private Process start(Path out, Path err, Path command, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("/bin/sh", command.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    private Outcome launch(Path command, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = start(out, err, command, arguments);
        try {
            assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
