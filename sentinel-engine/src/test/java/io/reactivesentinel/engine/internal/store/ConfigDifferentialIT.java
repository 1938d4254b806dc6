package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.internal.store.DirectiveTable.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same line for a real Sentinel and for ours: both take it, or both refuse it with the same place and reason. */
class ConfigDifferentialIT {

    private static final String BEFORE = "port 0\nsentinel monitor m 127.0.0.1 6379 2\n";

    /** Lines on which we differ on purpose, and why; each must really differ. */
    private static final Map<String, String> DIFFERENT = new TreeMap<>(Map.of(
            "sentinel config-epoch m 18446744073709551615",
            "an epoch that nobody can exceed stops every election",
            "proto-max-bulk-len 99999999999999999gb",
            "wraps round to a small number",
            "latency-tracking-info-percentiles 0x10",
            "no setting of a Sentinel, and nobody writes percentages in hexadecimal",
            "include /tmp",
            "a directory that is named is a mistake, not an empty file"));

    /** Directives that a 7.0.15 does not know, from 7.2 and from Valkey. */
    private static final Set<String> NEWER = Set.of(
            "client-default-resp",
            "cluster-announce-human-nodename",
            "hide-user-data-from-log",
            "locale-collate",
            "max-new-connections-per-cycle",
            "max-new-tls-connections-per-cycle",
            "replica-full-sync-buffer-limit",
            "set-max-listpack-entries",
            "set-max-listpack-value",
            "availability-zone",
            "events-per-io-thread",
            "extended-redis-compatibility",
            "log-format",
            "log-timestamp-format",
            "prefetch-batch-max-size",
            "primaryauth",
            "primaryuser",
            "unixsocketgroup",
            "aof-rewrite-cpulist",
            "bgsave-cpulist",
            "bio-cpulist",
            "server-cpulist");

    /** What makes the real one start something, or break, instead of judging the line. */
    private static final Set<String> NOT_ASKED = Set.of(
            "activedefrag", // a matter of how it was built
            "aclfile",
            "user", // see the tests of ACLs
            "daemonize",
            "logfile",
            "unixsocket",
            "dir",
            "databases", // it takes the memory for them
            "loglevel", // "nothing" is newer
            "port",
            "tls-port",
            "tls-replication",
            "tls-cluster");

    @TempDir
    Path directory;

    @Test
    void everyLineIsJudgedAlike() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(resource(), StandardCharsets.UTF_8));
        lines.removeIf(line -> line.startsWith("# ") || line.isEmpty());
        DirectivePageTest.lines().stream()
                .filter(line -> NEWER.stream().noneMatch(line::startsWith))
                // With a socket it runs, and its message about levels lacks the newest one.
                .filter(line -> !line.startsWith("unixsocket /") && !line.startsWith("loglevel loud"))
                .forEach(lines::add);
        lines.addAll(DIFFERENT.keySet());
        Map<String, String> differences = differences(lines);
        assertThat(differences.keySet()).isEqualTo(DIFFERENT.keySet());
    }

    @Test
    void everyDirectiveIsJudgedAlike() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Row> entry : new TreeMap<>(DirectiveTable.byName()).entrySet()) {
            Row row = entry.getValue();
            if (!NEWER.contains(row.name()) && !NEWER.contains(entry.getKey()) && !NOT_ASKED.contains(row.name())) {
                values(row).forEach(value -> lines.add((entry.getKey() + " " + value).strip()));
            }
        }
        assertThat(lines).hasSizeGreaterThan(2_000);
        lines.remove("maxclients 2147483648"); // it asks the system for as many files
        assertThat(differences(lines)).isEmpty();
    }

    @Test
    void whatIsNewerIsUnknownToTheReferenceVersion() throws Exception {
        RealSentinel real = new RealSentinel(directory);
        for (String name : NEWER) {
            assertThat(real.complaint((BEFORE + name + " 3\n").getBytes(StandardCharsets.UTF_8)))
                    .as(name)
                    .endsWith(Directives.UNKNOWN);
        }
    }

    private static List<String> values(Row row) {
        List<String> values = new ArrayList<>(List.of("", "\"\"", "x", "yes", "0", "-1", "1mb", "1 2", "007"));
        values.addAll(List.of("2147483648", "999999999999999999999"));
        row.arguments().stream().limit(4).forEach(values::add);
        return values;
    }

    /** The lines that are not judged alike, with what both say. */
    private Map<String, String> differences(List<String> lines) throws IOException, InterruptedException {
        RealSentinel real = new RealSentinel(directory);
        Map<String, String> differences = new LinkedHashMap<>();
        for (String line : lines) {
            String content = BEFORE + line.replace("\\N", "\n") + "\n";
            String theirs = real.complaint(content.getBytes(StandardCharsets.UTF_8));
            String ours = ourComplaint(content);
            if (!theirs.equals(ours)) {
                differences.put(line, "C: " + theirs + "\nours: " + ours);
            }
        }
        return differences;
    }

    private String ourComplaint(String content) {
        try {
            ConfLoader.load(StoreFixtures.write(directory.resolve("ours.conf"), content), List.of());
            return "";
        } catch (ConfigException e) {
            // What is printed hides passwords; that the line is the right one is judged all the same.
            String text = e.line()
                    .map(line -> "Reading the configuration file, at line "
                            + e.lineNumber().orElseThrow() + "\n>>> '" + line + "'\n" + e.reason())
                    .orElseGet(() -> e.format().strip());
            return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                    .replace("*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\n", "");
        }
    }

    private static Path resource() throws Exception {
        return Path.of(
                ConfigDifferentialIT.class.getResource("/config-lines.txt").toURI());
    }
}
