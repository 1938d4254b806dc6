package io.reactivesentinel.benchmarks;

import io.reactivesentinel.benchmarks.SideBySide.Better;
import io.reactivesentinel.benchmarks.SideBySide.Measure;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.server.demo.RedisConnection;
import io.reactivesentinel.server.demo.RedisProcess;
import io.reactivesentinel.server.demo.SentinelListener;
import io.reactivesentinel.server.demo.SentinelProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Sentinel that watches many masters, several names for each of the Redis servers there are: from its start to its end.
 *
 * <p>It is alone and its quorum two, so that it finds masters down and never fails over.
 */
final class ScaleTrial {

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;
    private static final double PERCENT = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final SentinelProcess sentinel;
    private final List<RedisProcess> servers;
    private final Size size;

    /**
     * What is watched, and for how long it is looked at.
     *
     * @param masters names watched
     * @param downAfter their {@code down-after-milliseconds}
     * @param settle from the last link to the first look
     * @param time in which messages and processor time are counted
     * @param stopped how many servers fall silent
     */
    record Size(int masters, Duration downAfter, Duration settle, Duration time, int stopped) {}

    /** A name that is to be found down. */
    private static String name(int index) {
        return "m" + index;
    }

    ScaleTrial(SentinelProcess sentinel, List<RedisProcess> servers, Size size) {
        this.sentinel = sentinel;
        this.servers = servers;
        this.size = size;
    }

    /** The configuration file of the Sentinel: each name on the next server, and round again. */
    static String config(int port, List<Integer> serverPorts, Size size) {
        StringBuilder text = new StringBuilder("port " + port + "\nbind 127.0.0.1\n");
        for (int i = 0; i < size.masters(); i++) {
            text.append("sentinel monitor ")
                    .append(name(i))
                    .append(" 127.0.0.1 ")
                    .append(serverPorts.get(i % serverPorts.size()))
                    .append(" 2\nsentinel down-after-milliseconds ")
                    .append(name(i))
                    .append(' ')
                    .append(size.downAfter().toMillis())
                    .append('\n');
        }
        return text.toString();
    }

    /** Measures, and ends the Sentinel. */
    void run(Contender contender, SideBySide figures) {
        String with = Figures.count(size.masters()) + " masters";
        Map<RedisProcess, RedisConnection> asked = new HashMap<>();
        try {
            Files.writeString(
                    sentinel.configFile(),
                    config(
                            sentinel.port(),
                            servers.stream().map(RedisProcess::port).toList(),
                            size));
            for (RedisProcess server : servers) {
                asked.put(server, RedisConnection.open(server.port(), CALL_LIMIT));
            }
            long from = System.nanoTime();
            sentinel.start();
            sentinel.awaitPong();
            figures.add(new Measure(with + ", start to PONG", "ms", Better.LESS), contender, sinceMs(from));
            awaitLinked(asked);
            figures.add(new Measure(with + ", start to all linked", "ms", Better.LESS), contender, sinceMs(from));
            pause(size.settle());
            steady(asked, contender, figures, with);
            for (double lateMs : lateness()) {
                figures.add(new Measure(with + ", SDOWN late by", "ms", Better.LESS), contender, lateMs);
            }
        } catch (IOException e) {
            throw new MeasurementException(sentinel.name() + ", " + with + ": " + e.getMessage(), e);
        } finally {
            asked.values().forEach(RedisConnection::close);
            if (sentinel.isAlive()) {
                sentinel.kill();
            }
        }
    }

    private static double sinceMs(long fromNs) {
        return (System.nanoTime() - fromNs) / NS_PER_MS;
    }

    /** The servers are asked who subscribed, so that asking costs the Sentinel nothing. */
    private void awaitLinked(Map<RedisProcess, RedisConnection> asked) throws IOException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        long linked = 0;
        while (System.nanoTime() - limit < 0) {
            linked = 0;
            for (RedisConnection each : asked.values()) {
                RespValue answer = each.call("PUBSUB", "NUMSUB", "__sentinel__:hello");
                linked += answer.elements().get(1) instanceof RespValue.Int number ? number.value() : 0;
            }
            if (linked >= size.masters()) {
                return;
            }
            pause(LOOK);
        }
        throw new IOException("only " + linked + " are linked after " + LIMIT.toSeconds() + " s");
    }

    private void steady(Map<RedisProcess, RedisConnection> asked, Contender contender, SideBySide figures, String with)
            throws IOException {
        ProcessUsage usage = new ProcessUsage(sentinel.pid());
        long commands = commands(asked);
        double cpu = usage.cpuSeconds();
        long from = System.nanoTime();
        pause(size.time());
        double cpuAfter = usage.cpuSeconds();
        double seconds = (System.nanoTime() - from) / NS_PER_SECOND;
        // Each server counts the INFO that asked it before.
        double sent = commands(asked) - commands - (double) asked.size();
        figures.add(new Measure(with + ", commands sent", "per s", Better.LESS), contender, sent / seconds);
        figures.add(
                new Measure(with + ", CPU", "% of a core", Better.LESS),
                contender,
                (cpuAfter - cpu) * PERCENT / seconds);
        figures.add(new Measure(with + ", resident", "MiB", Better.LESS), contender, usage.residentMib());
        figures.add(new Measure(with + ", sockets", "open", Better.LESS), contender, usage.sockets());
    }

    private static long commands(Map<RedisProcess, RedisConnection> asked) throws IOException {
        long sum = 0;
        for (RedisConnection each : asked.values()) {
            sum += each.text("INFO", "stats")
                    .lines()
                    .filter(line -> line.startsWith("total_commands_processed:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return sum;
    }

    /** Counted from the moment before the server is told to stop, for each of its names. */
    @SuppressWarnings("try") // The listener only has to be closed.
    private List<Double> lateness() {
        Map<String, Long> heard = new ConcurrentHashMap<>();
        List<RedisProcess> stopped = new ArrayList<>();
        Map<String, Long> due = new HashMap<>();
        try (SentinelListener listener = SentinelListener.on(sentinel, event -> {
            if (event.channel().equals("+sdown")) {
                // "master NAME HOST PORT"
                heard.putIfAbsent(event.payload().split(" ", -1)[1], event.atNanos());
            }
        })) {
            for (int i = 0; i < Math.min(size.stopped(), servers.size()); i++) {
                long dueNs = System.nanoTime() + size.downAfter().toNanos();
                servers.get(i).pause();
                stopped.add(servers.get(i));
                for (int name = i; name < size.masters(); name += servers.size()) {
                    due.put(name(name), dueNs);
                }
            }
            long limit = System.nanoTime() + LIMIT.toNanos();
            while (!heard.keySet().containsAll(due.keySet())) {
                if (System.nanoTime() - limit > 0) {
                    throw new MeasurementException(sentinel.name() + " found only " + heard.size() + " of " + due.size()
                            + " masters down after " + LIMIT.toSeconds() + " s");
                }
                pause(LOOK);
            }
        } finally {
            stopped.forEach(RedisProcess::resume);
        }
        return due.entrySet().stream()
                .map(each -> (heard.getOrDefault(each.getKey(), Long.MAX_VALUE) - each.getValue()) / NS_PER_MS)
                .toList();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeasurementException("interrupted", e);
        }
    }
}
