package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One Sentinel, its master and two replicas live through everything that makes events: what it says on Pub/Sub, chapter by
 * chapter, with names in place of ports and ids.
 */
final class EventStory {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DOWN_AFTER = Duration.ofMillis(1_500);
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(6);

    /** Nothing more is said about one thing after so long, by either Sentinel: C looks ten times a second. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final Children children;
    private final RedisBinary binary;
    private final Path directory;
    private final Queue<SentinelListener.Heard> heard = new ConcurrentLinkedQueue<>();
    private final Map<String, List<String>> chapters = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    EventStory(Children children, RedisBinary binary, Path directory) {
        this.children = children;
        this.binary = binary;
        this.directory = directory;
    }

    /** Lives through it with one kind of Sentinel; the chapters in order. */
    Map<String, List<String>> live(SentinelCommand command) throws IOException {
        List<Integer> ports = Ports.free(4);
        Cluster cluster = new Cluster(
                children,
                binary,
                directory,
                new Cluster.Plan(
                        ports.subList(0, 3), List.of(command), ports.subList(3, 4), 1, DOWN_AFTER, FAILOVER_TIMEOUT));
        for (int i = 0; i < 3; i++) {
            names.put(Integer.toString(ports.get(i)), "PORT" + (i + 1));
        }
        SentinelProcess sentinel = cluster.sentinels().get(0);
        cluster.startNodes();
        for (RedisProcess replica : cluster.nodes().subList(1, 3)) {
            Wait.until(
                    replica.name() + " was in sync",
                    LIMIT,
                    () -> replica.isInSyncWith(cluster.firstMaster().port()));
        }
        cluster.startSentinels();
        sentinel.awaitPong();
        names.put(sentinel.id(), "ID");
        Wait.until("the replicas were found", LIMIT, () -> sentinel.seesHealthy(2, 0));
        SentinelListener listener = SentinelListener.on(sentinel, heard::add);
        try (listener) {
            tell(cluster, sentinel);
        }
        return chapters;
    }

    private void tell(Cluster cluster, SentinelProcess sentinel) throws IOException {
        RedisProcess first = cluster.nodes().get(0);
        RedisProcess third = cluster.nodes().get(2);

        third.kill();
        await("+sdown");
        third.start();
        await("-sdown");
        await("+reboot");
        chapter("a replica dies and comes back");

        // Not to be promoted, so that the story knows who will be.
        call(third.port(), "CONFIG", "SET", "replica-priority", "0");
        Wait.until("the priority was known", LIMIT, () -> sentinel.replicas().stream()
                .anyMatch(replica -> "0".equals(replica.get("slave-priority"))));
        first.kill();
        await("+switch-master");
        // Down in its new place too.
        await("+sdown slave");
        first.start();
        await("+convert-to-slave");
        Wait.until("the old master followed", LIMIT, () -> sentinel.seesHealthy(2, 0));
        chapter("the master dies and comes back as a replica");

        call(sentinel.port(), "SENTINEL", "FAILOVER", Cluster.MASTER_NAME);
        await("+switch-master");
        Wait.until("the old master followed", LIMIT, () -> sentinel.seesHealthy(2, 0));
        chapter("an operator fails over");

        call(sentinel.port(), "SENTINEL", "SET", Cluster.MASTER_NAME, "quorum", "1", "parallel-syncs", "2");
        call(sentinel.port(), "SENTINEL", "SET", Cluster.MASTER_NAME, "auth-pass", "secret");
        call(sentinel.port(), "SENTINEL", "SET", Cluster.MASTER_NAME, "auth-pass", "");
        chapter("settings are changed");

        call(sentinel.port(), "SENTINEL", "RESET", "*");
        Wait.until("the replicas were found again", LIMIT, () -> sentinel.seesHealthy(2, 0));
        chapter("it is reset");

        call(sentinel.port(), "SENTINEL", "REMOVE", Cluster.MASTER_NAME);
        call(sentinel.port(), "SENTINEL", "MONITOR", "another", "127.0.0.1", Integer.toString(first.port()), "1");
        chapter("the master is removed, and watched under another name");
    }

    private static void call(int port, String... words) throws IOException {
        try (RedisConnection connection = RedisConnection.open(port, CALL_TIMEOUT)) {
            String error = connection.call(words).asError();
            if (error != null) {
                throw new IOException(String.join(" ", words) + " was answered " + error);
            }
        }
    }

    private void await(String beginning) {
        Wait.until("it said " + beginning, LIMIT, () -> heard.stream()
                .anyMatch(each -> (each.channel() + " " + each.payload() + " ").startsWith(beginning + " ")));
    }

    /** Ends a chapter once nothing more is said. */
    private void chapter(String title) {
        long[] seen = {heard.size(), System.nanoTime()};
        Wait.until("nothing more was said", LIMIT, () -> {
            if (heard.size() != seen[0]) {
                seen[0] = heard.size();
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > QUIET.toNanos();
        });
        List<String> said = new ArrayList<>();
        for (SentinelListener.Heard each = heard.poll(); each != null; each = heard.poll()) {
            said.add(named(each.channel() + " " + each.payload()));
        }
        chapters.put(title, said);
    }

    private String named(String text) {
        String result = text;
        for (Map.Entry<String, String> each : names.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        return result;
    }
}
