package io.reactivesentinel.server.demo;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Sentinel, ours or Redis's own, that watches one master. */
public final class SentinelProcess extends ServerProcess {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private final SentinelCommand command;
    private final Watch watch;

    /**
     * What it watches and how.
     *
     * @param masterName the name of the master
     * @param masterPort its port at the start
     * @param quorum how many must agree that it is down
     * @param downAfter how long it may be silent
     * @param failoverTimeout the {@code failover-timeout}
     */
    public record Watch(String masterName, int masterPort, int quorum, Duration downAfter, Duration failoverTimeout) {}

    /** Describes a Sentinel; {@link #start()} starts it. */
    public SentinelProcess(
            Children children, SentinelCommand command, String name, Path directory, int port, Watch watch) {
        super(children, name, directory, port);
        this.command = command;
        this.watch = watch;
    }

    @Override
    List<String> command() {
        return command.on(configFile());
    }

    @Override
    String initialConfig() {
        String master = watch.masterName();
        return String.join(
                        "\n",
                        "port " + port(),
                        "bind 127.0.0.1",
                        "sentinel monitor " + master + " 127.0.0.1 " + watch.masterPort() + " " + watch.quorum(),
                        "sentinel down-after-milliseconds " + master + " "
                                + watch.downAfter().toMillis(),
                        "sentinel failover-timeout " + master + " "
                                + watch.failoverTimeout().toMillis())
                + "\n";
    }

    /** The port of the master as it names it; empty when it does not answer or knows none. */
    public Optional<Integer> masterPort() {
        try (RedisConnection connection = RedisConnection.open(port(), CALL_TIMEOUT)) {
            return connection.masterPort(watch.masterName());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Its id, as {@code SENTINEL MYID} gives it. */
    public String id() {
        try (RedisConnection connection = RedisConnection.open(port(), CALL_TIMEOUT)) {
            return connection.text("SENTINEL", "MYID");
        } catch (IOException e) {
            throw new DemoException(name() + " did not tell its id: " + e.getMessage(), e);
        }
    }

    /** The fields of {@code SENTINEL MASTER}; empty when it does not answer. */
    public Map<String, String> master() {
        try (RedisConnection connection = RedisConnection.open(port(), CALL_TIMEOUT)) {
            return fields(connection.call("SENTINEL", "MASTER", watch.masterName()));
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** The fields of each replica, as {@code SENTINEL REPLICAS} gives them; empty when it does not answer. */
    public List<Map<String, String>> replicas() {
        try (RedisConnection connection = RedisConnection.open(port(), CALL_TIMEOUT)) {
            return connection.call("SENTINEL", "REPLICAS", watch.masterName()).elements().stream()
                    .map(SentinelProcess::fields)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Whether it sees the whole cluster well: so many replicas in sync, so many other Sentinels, nobody down. */
    public boolean seesHealthy(int replicaCount, int otherSentinelCount) {
        Map<String, String> master = master();
        if (!"master".equals(master.get("flags"))
                || !String.valueOf(replicaCount).equals(master.get("num-slaves"))
                || !String.valueOf(otherSentinelCount).equals(master.get("num-other-sentinels"))) {
            return false;
        }
        List<Map<String, String>> replicas = replicas();
        return replicas.size() == replicaCount
                && replicas.stream()
                        .allMatch(replica ->
                                "slave".equals(replica.get("flags")) && "ok".equals(replica.get("master-link-status")));
    }

    private static Map<String, String> fields(RespValue reply) {
        List<RespValue> flat = reply.elements();
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(
                    String.valueOf(flat.get(i).asText()),
                    String.valueOf(flat.get(i + 1).asText()));
        }
        return fields;
    }
}
