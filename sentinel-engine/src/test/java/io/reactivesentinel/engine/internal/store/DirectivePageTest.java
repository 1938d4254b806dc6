package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reactivesentinel.engine.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the page about directives: its example is taken, its bad line refused with the reason it names. */
class DirectivePageTest {

    private static final Path PAGE = Path.of("..", "docs", "directives.md");
    private static final String MONITOR = "sentinel monitor m 127.0.0.1 6379 2\n";

    /** One row of a table. */
    record Row(String directive, String example, String refused, String because, String effect) {}

    @TempDir
    Path directory;

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `")) {
                List<String> cells = Arrays.stream(line.split(" \\| ", -1))
                        .map(cell -> cell.replaceAll("^\\| |^`|`$| \\|$", ""))
                        .map(cell -> cell.replaceAll("^`", ""))
                        .toList();
                rows.add(new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
            }
        }
        return rows;
    }

    /** The examples and the bad lines, for whoever else is to judge them. */
    static List<String> lines() throws IOException {
        return rows().stream()
                .flatMap(row -> Stream.of(row.example(), row.refused()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theExampleIsTakenAndTheBadLineIsRefused(Row row) {
        assertThat(load(row.example())).as(row.example()).isNull();
        ConfigException error = load(row.refused());
        assertThat(error.reason()).isEqualTo(row.because());
        assertThat(error.line()).contains(row.refused());
        assertThat(row.effect()).isNotBlank();
    }

    @Test
    void everyDirectiveOfTheReferenceHasItsRow() throws IOException {
        List<String> named = rows().stream().map(Row::directive).toList();
        assertThat(named).containsAll(SentinelLines.names());
        assertThat(named)
                .contains("port", "bind", "bind-source-addr", "protected-mode", "unixsocket", "unixsocketperm", "dir")
                .contains("daemonize", "pidfile", "supervised", "logfile", "loglevel", "requirepass", "include")
                .contains("syslog-enabled", "syslog-ident", "syslog-facility", "user", "aclfile", "acllog-max-len")
                .contains("acl-pubsub-default", "rename-command", "maxclients", "timeout", "tcp-keepalive")
                .contains("tcp-backlog", "client-output-buffer-limit", "client-query-buffer-limit")
                .contains("proto-max-bulk-len", "set-proc-title", "proc-title-template", "always-show-logo")
                .contains("oom-score-adj", "oom-score-adj-values", "crash-log-enabled", "ignore-warnings")
                .contains("locale-collate", "shutdown-on-sigint", "shutdown-on-sigterm", "io-threads")
                .contains("max-new-connections-per-cycle", "max-new-tls-connections-per-cycle", "socket-mark-id")
                .contains("hide-user-data-from-log", "loadmodule")
                .containsAll(DirectiveTable.byName().keySet().stream()
                        .filter(name -> name.startsWith("tls-"))
                        .toList());
    }

    private ConfigException load(String line) {
        return catchThrowableOfType(
                ConfigException.class,
                () -> ConfLoader.load(
                        StoreFixtures.write(directory.resolve("sentinel.conf"), MONITOR + line + "\n"), List.of()));
    }
}
