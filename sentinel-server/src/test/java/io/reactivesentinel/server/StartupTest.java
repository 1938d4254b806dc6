package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupTest {
    @TempDir
    Path directory;

    @Test
    void linesCountInTheOrderFileStandardInputOptions() throws Exception {
        Path file = file("port 1\nloglevel debug\nmaxclients 7\n");
        SentinelConfig config = start("port 2\nloglevel verbose\n", file.toString(), "--port", "3", "-");
        assertThat(config.port()).isEqualTo(3);
        assertThat(config.text("loglevel")).isEqualTo("verbose");
        assertThat(config.maxClients()).isEqualTo(7);
    }

    @Test
    void aQuotedValueArrivesAsItWasGiven() throws Exception {
        String password = "a \"b\\c' é #";
        SentinelConfig config = start("", file("").toString(), "--requirepass", password);
        assertThat(config.requirepass().orElseThrow().value()).isEqualTo(password);
    }

    @Test
    void withoutAFileThereIsNoStart() {
        assertThatThrownBy(() -> start("", "--port", "1"))
                .isInstanceOf(StartFailure.class)
                .hasMessage("Sentinel needs config file on disk to save state. Exiting...");
    }

    @Test
    void aFileThatIsNoneIsNamed() {
        Path missing = directory.resolve("missing.conf");
        assertThatThrownBy(() -> start("", missing.toString()))
                .hasMessage("Fatal error, can't open config file '" + missing + "': No such file or directory");
        assertThatThrownBy(() -> start("", directory.toString()))
                .hasMessage("Fatal error, can't open config file '" + directory + "': Is a directory");
    }

    @Test
    void stateIsKeptElsewhereOnRequest() throws Exception {
        Path file = file("sentinel monitor m 127.0.0.1 6379 2\n");
        SentinelConfig config = start("", file.toString(), "--state-dir", directory.toString());
        assertThat(config.configFile()).contains(file);
        assertThat(config.stateFile()).contains(directory.resolve(file.getFileName() + ".state"));
        assertThat(config.isStateSeparate()).isTrue();
        assertThat(start("", file.toString()).isStateSeparate()).isFalse();
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> start("", file.toString(), "--state-dir", missing.toString()))
                .hasMessage("State directory " + missing + " cannot be used: No such file or directory");
        assertThatThrownBy(() -> start("", file.toString(), "--state-dir", file.toString()))
                .hasMessage("State directory " + file + " cannot be used: Not a directory");
    }

    @Test
    void aBadLineIsShownWithItsNumberAndReason() throws Exception {
        Path file = file("port 26379\nsentinel monitor m 127.0.0.1 6379 0\n");
        assertThatThrownBy(() -> start("", file.toString()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.format())
                                .contains(
                                        "at line 2\n>>> 'sentinel monitor m 127.0.0.1 6379 0'\nQuorum must be 1 or greater.\n"));
    }

    @Test
    void anUnknownOptionIsShownAsALine() throws Exception {
        Path file = file("port 26379\n");
        assertThatThrownBy(() -> start("", file.toString(), "--no-such-thing", "1"))
                .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.format())
                        .contains(">>> 'no-such-thing \"1\"'\nBad directive or wrong number of arguments\n"));
    }

    @Test
    void settingsOfTheProcessAreTakenOut() throws Exception {
        Path file = file("dir " + directory + "\nlogfile s.log\nloglevel warning\npidfile s.pid\ndaemonize yes\n"
                + "syslog-enabled yes\nsyslog-ident sentinel-1\nsyslog-facility local3\nsupervised auto\n");
        ServerSettings settings = ServerSettings.of(start("", file.toString()), Path.of("/"));
        assertThat(settings)
                .isEqualTo(new ServerSettings(
                        LogLevel.WARNING,
                        directory.resolve("s.log"),
                        Optional.of(new Syslog("sentinel-1", 19)),
                        Optional.of(directory.resolve("s.pid")),
                        true,
                        "auto"));
        ServerSettings defaults =
                ServerSettings.of(start("", file("logfile \"\"\n").toString()), Path.of("/"));
        assertThat(defaults)
                .isEqualTo(new ServerSettings(
                        LogLevel.NOTICE, Path.of(""), Optional.empty(), Optional.empty(), false, "no"));
    }

    @Test
    void inTheBackgroundThereIsAlwaysAPidFile() throws Exception {
        ServerSettings settings =
                ServerSettings.of(start("", file("daemonize yes\n").toString()), Path.of("/"));
        assertThat(settings.pidFile()).contains(Path.of("/var/run/redis.pid"));
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("sentinel.conf"), text);
    }

    private static SentinelConfig start(String stdin, String... arguments) {
        ServerArguments.Run run = (ServerArguments.Run) ServerArguments.parse(List.of(arguments), Path.of("/"));
        InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        return Startup.configuration(run, in);
    }
}
