package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ours and Redis's own Sentinel watch one cluster and are sent the same table of commands in both protocols; their answers
 * must be the same in shape, fields, order, types and texts. What may differ is named in the table, row by row.
 */
@Timeout(180)
class DifferentialIT {
    private static final Duration AGREEMENT_LIMIT = Duration.ofSeconds(15);

    /** Times, counters and the like, which two processes never measure alike: their names are compared, not their values. */
    private static final Set<String> VOLATILE = Set.of(
            // of instances
            "link-pending-commands",
            "last-ping-sent",
            "last-ok-ping-reply",
            "last-ping-reply",
            "info-refresh",
            "role-reported-time",
            "slave-repl-offset",
            "last-hello-message",
            "s-down-time",
            // of connections
            "id",
            "addr",
            "laddr",
            "fd",
            "age",
            "idle",
            "qbuf",
            "qbuf-free",
            "argv-mem",
            "multi-mem",
            "rbs",
            "rbp",
            "obl",
            "omem",
            "tot-mem",
            // of the versions that are compared
            "version",
            "redis_version",
            "redis_git_sha1",
            "redis_build_id",
            // prose: ours is in our own words
            "summary",
            "complexity");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<CommandRows.Row> rows = CommandRows.load();
    private final Map<String, List<Reply>> ourReplies = new LinkedHashMap<>();
    private String masterPort = "";

    @Test
    void bothAnswerAlike() throws IOException {
        try (RealCluster real = RealCluster.start(1, 1, directory)) {
            SentinelProcess ours = real.cluster().sentinels().get(0);
            SentinelProcess redis = real.cluster().sentinels().get(1);
            masterPort = String.valueOf(real.cluster().firstMaster().port());
            SoftAssertions all = new SoftAssertions();
            for (int protocol : List.of(2, 3)) {
                for (CommandRows.Row row : rows) {
                    compare(row, protocol, ours.port(), redis.port(), all);
                }
            }
            all.assertAll();
            everyCommandHasRows(ours.port());
            bothEnd(ours, redis);
        }
    }

    private void compare(CommandRows.Row row, int protocol, int ours, int redis, SoftAssertions all)
            throws IOException {
        long untilNanos = System.nanoTime() + AGREEMENT_LIMIT.toNanos();
        List<Reply> model = ask(row, redis, protocol);
        List<Reply> shown = ask(row, ours, protocol);
        while (row.eventually
                && System.nanoTime() < untilNanos
                && !wanted(row, model).equals(text(row, shown))) {
            model = ask(row, redis, protocol);
            shown = ask(row, ours, protocol);
        }
        ourReplies.computeIfAbsent(row.line, line -> new ArrayList<>()).addAll(shown);
        String what = "RESP" + protocol + " " + row;
        if (row.differs.isEmpty()) {
            all.assertThat(text(row, shown)).as(what).isEqualTo(wanted(row, model));
        } else {
            // A difference that is none any more has to leave the table.
            String expected = row.differs.get(protocol == 3 ? row.differs.size() - 1 : 0);
            all.assertThat(plain(row, shown)).as(what).isEqualTo(expected).isNotEqualTo(plain(row, model));
        }
        all.assertThat(names(model)).as("C's " + what).noneMatch(row.without::contains);
        if (protocol == 3) {
            all.assertThat(names(shown)).as(what).containsAll(row.without);
        }
        for (String prefix : row.lacks) {
            all.assertThat(names(shown)).as(what).noneMatch(name -> name.startsWith(prefix));
            all.assertThat(names(model)).as("C's " + what).anyMatch(name -> name.startsWith(prefix));
        }
    }

    private List<Reply> ask(CommandRows.Row row, int port, int protocol) throws IOException {
        try (WireClient client = new WireClient(port, protocol)) {
            List<List<String>> commands = row.commands.stream()
                    .map(words -> words.stream()
                            .map(word -> word.replace("{port}", masterPort))
                            .toList())
                    .toList();
            return client.ask(commands, row.ends);
        }
    }

    private static String plain(CommandRows.Row row, List<Reply> replies) {
        Set<String> masks = new HashSet<>(VOLATILE);
        masks.addAll(row.mask);
        return replies.stream()
                .map(reply -> row.infos ? reply.infos() : reply)
                .map(reply -> row.mask.contains("*") ? reply.typesOnly() : reply.masked(masks))
                .map(reply -> row.sorted ? reply.sorted() : reply)
                .map(reply -> row.sortedReplicas ? reply.sortedParts() : reply)
                .map(Reply::shown)
                .collect(Collectors.joining(" ; "));
    }

    private static String text(CommandRows.Row row, List<Reply> replies) {
        return plain(
                row,
                replies.stream()
                        .map(reply -> reply.without(row.without::contains))
                        .toList());
    }

    /** What ours has to answer, made of what C answered. */
    private static String wanted(CommandRows.Row row, List<Reply> model) {
        List<Reply> known = model.stream()
                .map(reply -> reply.without(name -> row.lacks.stream().anyMatch(name::startsWith)))
                .toList();
        String text = text(row, known);
        for (CommandRows.Instead instead : row.instead) {
            assertThat(text).as(row.line).contains(instead.redis());
            text = text.replace(instead.redis(), instead.ours());
        }
        return text;
    }

    private static Set<String> names(List<Reply> replies) {
        Set<String> names = new LinkedHashSet<>();
        for (Reply reply : replies) {
            names.add(reply.text());
            for (String word : reply.text().split("[\r\n =:]+", -1)) {
                names.add(word);
            }
            names.addAll(names(reply.parts()));
        }
        return names;
    }

    /** Whatever ours can do stands in the table: well and with too few or many words, for an unknown master too. */
    private void everyCommandHasRows(int ours) throws IOException {
        SoftAssertions all = new SoftAssertions();
        Map<String, Long> arities = arities(ours);
        assertThat(arities).hasSizeGreaterThan(50);
        arities.forEach((name, arity) -> {
            List<Reply> replies = rows.stream()
                    .filter(row -> row.commands.stream().anyMatch(words -> isCall(words, name)))
                    .flatMap(row -> ourReplies.getOrDefault(row.line, List.of()).stream())
                    .toList();
            all.assertThat(replies.stream().anyMatch(reply -> !isArity(reply)))
                    .as("good or refused: " + name)
                    .isTrue();
            // One that takes any number of words is never given too few.
            boolean any = arity == (name.contains("|") ? -2 : -1);
            all.assertThat(any || replies.stream().anyMatch(DifferentialIT::isArity))
                    .as("wrong number of words: " + name)
                    .isTrue();
        });
        for (String named : List.of(
                "ckquorum",
                "failover",
                "master",
                "remove",
                "replicas",
                "sentinels",
                "set",
                "slaves",
                "get-master-addr-by-name",
                "info-cache")) {
            all.assertThat(rows)
                    .as("unknown master: " + named)
                    .anyMatch(row -> row.commands.get(0).size() > 2
                            && isCall(row.commands.get(0), "sentinel|" + named)
                            && row.commands.get(0).get(2).equals("nosuch"));
        }
        all.assertAll();
    }

    /** The arity of each command and subcommand of ours; those of users have tests of their own. */
    private static Map<String, Long> arities(int ours) throws IOException {
        Map<String, Long> arities = new LinkedHashMap<>();
        try (WireClient client = new WireClient(ours, 2)) {
            List<Reply> names =
                    client.ask(List.of(List.of("COMMAND", "LIST"))).get(0).parts();
            List<String> question = new ArrayList<>(List.of("COMMAND", "INFO"));
            names.stream()
                    .map(Reply::text)
                    .filter(name -> !name.startsWith("acl"))
                    .forEach(question::add);
            for (Reply told : client.ask(List.of(question)).get(0).parts()) {
                arities.put(
                        told.parts().get(0).text(),
                        Long.valueOf(told.parts().get(1).text()));
            }
        }
        return arities;
    }

    private static boolean isCall(List<String> words, String name) {
        List<String> wanted = List.of(name.split("\\|", -1));
        return words.size() >= wanted.size()
                && words.subList(0, wanted.size()).stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList()
                        .equals(wanted);
    }

    private static boolean isArity(Reply reply) {
        return reply.isError() && reply.text().startsWith("ERR wrong number of arguments");
    }

    private static void bothEnd(SentinelProcess ours, SentinelProcess redis) throws IOException {
        for (SentinelProcess process : List.of(ours, redis)) {
            try (WireClient client = new WireClient(process.port(), 2)) {
                assertThat(client.ask(List.of(List.of("SHUTDOWN", "NOSAVE", "NOW"))))
                        .containsExactly(Reply.scalar('!', "closed"));
            }
            assertThat(process.awaitEnd()).isZero();
        }
    }
}
