package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator sees with redis-cli: ours and Redis's own Sentinel watch one cluster and are asked the same. */
@Timeout(180)
class RedisCliIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Ages and offsets, which two Sentinels never measure alike: only that they are numbers is compared. */
    private static final Pattern MEASURED = Pattern.compile("(\"(?:link-pending-commands|last-ping-sent"
            + "|last-ok-ping-reply|last-ping-reply|info-refresh|role-reported-time|slave-repl-offset"
            + "|last-hello-message)\"(?: => |\\n *\\d+\\) ))\"\\d+\"");

    /** The first line of an entry of a list of tables: its number in the list, then the number of its first line. */
    private static final Pattern ENTRY = Pattern.compile("^\\d+\\) (?= *\\d+[)#] \")");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    /** What we say beyond Redis: {@code can_vote} and {@code faulted_masters} in INFO, before the masters. */
    private static final List<String> OURS_ALONE = List.of("can_vote:1", "faulted_masters:0");

    /**
     * Channels of what depends on when a Sentinel looked, not on the course of the failover: it may or may not have seen
     * a node silent or in its old role, and only one of all Sentinels demotes the old master.
     */
    private static final Set<String> BY_CHANCE =
            Set.of("+sdown", "-sdown", "+role-change", "-role-change", "+convert-to-slave", "+reboot");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Children children = new Children();

    enum Protocol {
        RESP2("-2"),
        RESP3("-3");

        private final String option;

        Protocol(String option) {
            this.option = option;
        }
    }

    @BeforeEach
    void redisCliIsThere() {
        Needs.that(RedisCli.isInstalled(), "redis-cli is not installed (on Debian: apt-get install redis-tools)");
    }

    @AfterEach
    void endProcesses() {
        children.close();
    }

    @ParameterizedTest
    @EnumSource
    void theTablesAreTheSame(Protocol protocol) {
        try (RealCluster real = RealCluster.start(Mix.OURS_2_REDIS_1, directory)) {
            RedisCli cli = new RedisCli(children, directory, protocol.option);
            int ours = real.cluster().sentinels().get(0).port();
            int redis = real.cluster().sentinels().get(2).port();
            String third = real.cluster().sentinels().get(1).id();

            eventually(() -> {
                Map<String, String> shown = tables(cli.run(ours, "sentinel", "masters"));
                assertThat(shown).containsOnlyKeys("mymaster").isEqualTo(tables(cli.run(redis, "sentinel", "masters")));
            });
            eventually(() -> assertThat(tables(cli.run(ours, "sentinel", "master", "mymaster")))
                    .hasSize(1)
                    .isEqualTo(tables(cli.run(redis, "sentinel", "master", "mymaster"))));
            for (String word : List.of("replicas", "slaves")) {
                eventually(() -> assertThat(tables(cli.run(ours, "sentinel", word, "mymaster")))
                        .hasSize(2)
                        .isEqualTo(tables(cli.run(redis, "sentinel", word, "mymaster"))));
            }
            // No Sentinel lists itself, so that the two have only the third one in common.
            eventually(() -> {
                Map<String, String> shown = tables(cli.run(ours, "sentinel", "sentinels", "mymaster"));
                Map<String, String> model = tables(cli.run(redis, "sentinel", "sentinels", "mymaster"));
                assertThat(shown).hasSize(2).containsEntry(third, model.get(third));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void shortAnswersAreTheSame(Protocol protocol) {
        try (RealCluster real = RealCluster.start(Mix.OURS_2_REDIS_1, directory)) {
            RedisCli cli = new RedisCli(children, directory, protocol.option);
            int ours = real.cluster().sentinels().get(0).port();
            int redis = real.cluster().sentinels().get(2).port();
            String port = String.valueOf(real.cluster().firstMaster().port());

            for (String command : List.of(
                    "ping",
                    "ping hello",
                    "role",
                    "sentinel ckquorum mymaster",
                    "sentinel ckquorum nosuch",
                    "sentinel get-master-addr-by-name mymaster",
                    "sentinel get-master-addr-by-name nosuch",
                    "sentinel is-master-down-by-addr 127.0.0.1 " + port + " 0 *",
                    "sentinel is-master-down-by-addr 127.0.0.1 1 0 *",
                    "sentinel is-master-down-by-addr 127.0.0.1 x 0 *",
                    "sentinel master nosuch",
                    "sentinel replicas nosuch",
                    "sentinel sentinels nosuch",
                    "sentinel failover nosuch",
                    "sentinel remove nosuch",
                    "sentinel set nosuch quorum 1",
                    "sentinel set mymaster quorum 0",
                    "sentinel set mymaster quorum x",
                    "sentinel set mymaster nosuch 1",
                    "sentinel monitor mymaster 127.0.0.1 1 1",
                    "sentinel monitor other nowhere 1 1",
                    "sentinel monitor other 127.0.0.1 70000 1",
                    "sentinel monitor other 127.0.0.1 1 0",
                    "sentinel reset nosuch",
                    "sentinel flushconfig",
                    "sentinel master",
                    "sentinel",
                    "sentinel nosuch",
                    "publish elsewhere hello",
                    "client getname",
                    "client setname someone",
                    "get key",
                    "quit now",
                    "set key value",
                    "info nosuch")) {
                eventually(() -> assertThat(cli.run(ours, command.split(" ")))
                        .as(command)
                        .isEqualTo(cli.run(redis, command.split(" "))));
            }
            eventually(() -> {
                List<String> shown = new ArrayList<>(cli.run(ours, "info", "sentinel"));
                assertThat(shown).containsSubsequence(OURS_ALONE);
                shown.removeAll(OURS_ALONE);
                assertThat(shown).isEqualTo(cli.run(redis, "info", "sentinel"));
            });
        }
    }

    /** Each leads one failover that the other observes; then the master is killed and whoever is elected leads. */
    @ParameterizedTest
    @EnumSource
    void theEventsOfAFailoverAreTheSame(Protocol protocol) throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_2_REDIS_1, directory)) {
            RedisCli cli = new RedisCli(children, directory, protocol.option);
            SentinelProcess ours = real.cluster().sentinels().get(0);
            SentinelProcess redis = real.cluster().sentinels().get(2);
            Heard oursHears = new Heard(cli.listen(ours.port()));
            Heard redisHears = new Heard(cli.listen(redis.port()));
            assertThat(oursHears.everything()).isEqualTo(redisHears.everything());

            RedisProcess second = failover(real, cli, redis, real.cluster().firstMaster());
            redisHears.await("+switch-master");
            List<String> redisLed = redisHears.takeEvents();
            List<String> oursObserved = oursHears.takeEvents();
            RedisProcess third = failover(real, cli, ours, second);
            oursHears.await("+failover-end");
            redisHears.await("+switch-master");
            List<String> oursLed = oursHears.takeEvents();
            List<String> redisObserved = redisHears.takeEvents();
            third.kill();
            real.cluster().awaitSwitch(real.cluster().sentinels(), third, RealCluster.SWITCH_LIMIT);
            redisHears.await("+switch-master");

            assertThat(channels(oursLed)).containsAll(channels(redisLed));
            assertThat(withoutSwitch(channels(oursLed))).isEqualTo(withoutSwitch(channels(redisLed)));
            assertThat(withoutEpoch(channels(oursObserved))).isEqualTo(withoutEpoch(channels(redisObserved)));
            // Ours tells of the new master once it is durable, Redis after the other replicas follow it.
            assertThat(channels(oursLed)).containsSubsequence("+switch-master", "+slave", "+slave-reconf-sent");
            assertThat(channels(redisLed)).containsSubsequence("+slave-reconf-done", "+switch-master", "+slave");
            Map<String, Set<String>> shown = payloads(List.of(oursLed, oursObserved, oursHears.takeEvents()));
            Map<String, Set<String>> model = payloads(List.of(redisLed, redisObserved, redisHears.takeEvents()));
            assertThat(model).containsKey("+switch-master");
            model.keySet().retainAll(shown.keySet());
            assertThat(shown).containsAllEntriesOf(model);
            assertThat(shown).containsKeys("+sdown", "+new-epoch", "+vote-for-leader", "+config-update-from");
        }
    }

    private static RedisProcess failover(
            RealCluster real, RedisCli cli, SentinelProcess leader, RedisProcess oldMaster) {
        eventually(() -> assertThat(cli.run(leader.port(), "sentinel", "failover", "mymaster"))
                .containsExactly("OK"));
        RedisProcess newMaster =
                real.cluster().awaitSwitch(real.cluster().sentinels(), oldMaster, RealCluster.SWITCH_LIMIT);
        real.nodesBut(newMaster).forEach(node -> real.awaitFollows(node, newMaster));
        real.awaitHealthy(2);
        return newMaster;
    }

    /** What one redis-cli that is subscribed has printed; taken in parts. */
    private static final class Heard {
        private static final Pattern MESSAGE =
                Pattern.compile("1\\) \"pmessage\"\n2\\) \"\\*\"\n3\\) \"(.*)\"\n4\\) \"(.*)\"\n");

        private final Path output;
        private int taken;

        Heard(Path output) {
            this.output = output;
        }

        String everything() {
            return String.join("\n", RedisCli.lines(output)) + "\n";
        }

        void await(String channel) {
            Wait.until(
                    output.getFileName() + " printed " + channel,
                    RealCluster.SWITCH_LIMIT,
                    () -> everything().indexOf("\"" + channel + "\"", taken) >= 0);
        }

        /** The events since the last time, each as channel, blank, payload; nothing else may stand between them. */
        List<String> takeEvents() {
            String text = everything();
            Matcher message = MESSAGE.matcher(text);
            List<String> events = new ArrayList<>();
            int end = taken == 0 ? text.indexOf("1) \"pmessage\"") : taken;
            while (message.find(end) && message.start() == end) {
                events.add(message.group(1) + " " + message.group(2));
                end = message.end();
            }
            taken = end;
            return events;
        }
    }

    private static List<String> channels(List<String> events) {
        return events.stream()
                .map(event -> event.substring(0, event.indexOf(' ')))
                .filter(channel -> !BY_CHANCE.contains(channel))
                .toList();
    }

    private static List<String> withoutSwitch(List<String> channels) {
        return channels.stream()
                .filter(channel -> !channel.equals("+switch-master") && !channel.equals("+slave"))
                .toList();
    }

    private static List<String> withoutEpoch(List<String> channels) {
        return channels.stream()
                .filter(channel -> !channel.equals("+vote-for-leader"))
                .toList();
    }

    /** For each channel the payloads with ids, ports and other numbers made alike. */
    private static Map<String, Set<String>> payloads(List<List<String>> parts) {
        Map<String, Set<String>> payloads = new LinkedHashMap<>();
        for (List<String> events : parts) {
            for (String event : events) {
                int blank = event.indexOf(' ');
                payloads.computeIfAbsent(event.substring(0, blank), any -> new LinkedHashSet<>())
                        .add(event.substring(blank + 1)
                                .replaceAll("\\b[0-9a-f]{40}\\b", "<id>")
                                .replaceAll("\\b\\d+\\b", "<number>"));
            }
        }
        return payloads;
    }

    /** The tables of an answer by the name each begins with, in the very layout redis-cli gave them. */
    private static Map<String, String> tables(List<String> lines) {
        List<List<String>> entries = new ArrayList<>();
        for (String line : lines) {
            Matcher first = ENTRY.matcher(line);
            if (entries.isEmpty() || first.find()) {
                entries.add(new ArrayList<>());
            }
            // The number of the entry is the order of the list, which is nobody's promise.
            entries.get(entries.size() - 1).add(first.replaceFirst("   "));
        }
        Map<String, String> tables = new LinkedHashMap<>();
        for (List<String> entry : entries) {
            String text = String.join("\n", entry);
            Matcher words = QUOTED.matcher(text);
            assertThat(words.find()).as("a field name in %s", text).isTrue();
            assertThat(words.group(1)).isEqualTo("name");
            assertThat(words.find()).as("a name in %s", text).isTrue();
            tables.put(words.group(1), MEASURED.matcher(text).replaceAll("$1<number>"));
        }
        return tables;
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }
}
