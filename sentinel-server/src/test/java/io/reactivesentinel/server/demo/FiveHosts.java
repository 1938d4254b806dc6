package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Five hosts, and on each of them a Redis node, a Sentinel and a client; the first begins as the master's. */
final class FiveHosts implements AutoCloseable {
    static final int COUNT = 5;
    static final List<Integer> ALL = IntStream.rangeClosed(1, COUNT).boxed().toList();

    private static final int QUORUM = 3;
    private static final int CALL_TIMEOUT_MS = 2_000;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final Children children = new Children();
    private final NamespaceNetwork network = NamespaceNetwork.create(COUNT);
    private final Path directory;
    private final RedisBinary binary;
    private final Map<Integer, HostProcess> sentinels = new TreeMap<>();
    private final Map<Integer, HostProcess> clients = new TreeMap<>();

    FiveHosts(Path directory) {
        this.directory = directory;
        this.binary = RedisBinary.bundled(directory);
    }

    NamespaceNetwork network() {
        return network;
    }

    /** Starts nodes and Sentinels, of ours on some of the hosts, and waits until all of them see all others well. */
    void start(Set<Integer> oursOn, Duration downAfter, Duration failoverTimeout) throws IOException {
        for (int host : ALL) {
            Path config = directory.resolve("redis-" + host + ".conf");
            Files.writeString(config, redisConfig(host));
            HostProcess.start(
                    children,
                    network,
                    host,
                    "redis-" + host,
                    directory,
                    List.of(binary.path().toString(), config.toString()));
        }
        Wait.until("all replicas were in sync", START_LIMIT, () -> rolesWrong(1).isEmpty());
        for (int host : ALL) {
            Path config = directory.resolve("sentinel-" + host + ".conf");
            Files.writeString(config, sentinelConfig(downAfter, failoverTimeout));
            SentinelCommand command = oursOn.contains(host)
                    ? SentinelCommand.launcher(Path.of("..", "sentinel").toAbsolutePath())
                    : SentinelCommand.redis(binary);
            sentinels.put(
                    host,
                    HostProcess.start(children, network, host, "sentinel-" + host, directory, command.on(config)));
        }
        awaitAgreement(Set.of(1), START_LIMIT);
    }

    private String redisConfig(int host) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + PartitionClient.REDIS_PORT,
                "protected-mode no",
                "dir \"" + directory + "\"",
                "dbfilename redis-" + host + ".rdb",
                "save \"\"",
                "appendonly no",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
        if (host != 1) {
            lines.add("replicaof " + network.address(1) + " " + PartitionClient.REDIS_PORT);
        }
        return String.join("\n", lines) + "\n";
    }

    private String sentinelConfig(Duration downAfter, Duration failoverTimeout) {
        String master = Cluster.MASTER_NAME;
        return String.join(
                        "\n",
                        "port " + PartitionClient.SENTINEL_PORT,
                        "sentinel monitor " + master + " " + network.address(1) + " " + PartitionClient.REDIS_PORT + " "
                                + QUORUM,
                        "sentinel down-after-milliseconds " + master + " " + downAfter.toMillis(),
                        "sentinel failover-timeout " + master + " " + failoverTimeout.toMillis())
                + "\n";
    }

    /** Starts a client on every host, which asks the Sentinel there, and waits until each was told OK. */
    void startClients() {
        for (int host : ALL) {
            clients.put(
                    host,
                    HostProcess.start(
                            children,
                            network,
                            host,
                            "client-" + host,
                            directory,
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xmx64m",
                                    "-cp",
                                    testClasses().toString(),
                                    PartitionClient.class.getName(),
                                    network.address(host),
                                    Cluster.MASTER_NAME,
                                    acknowledgements(host).toString(),
                                    String.valueOf(host * 100_000_000L))));
        }
        for (int host : ALL) {
            Wait.until("client-" + host + " wrote", START_LIMIT, () -> {
                try {
                    return Files.size(acknowledgements(host)) > 0;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    private static Path testClasses() {
        try {
            return Path.of(PartitionClient.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new DemoException("Cannot tell where the tests are", e);
        }
    }

    private Path acknowledgements(int host) {
        return directory.resolve("acknowledged-" + host);
    }

    /** Ends the clients; what each of them was told. */
    Map<Integer, List<PartitionClient.Acknowledged>> stopClients() throws IOException, InterruptedException {
        Map<Integer, List<PartitionClient.Acknowledged>> all = new TreeMap<>();
        for (Map.Entry<Integer, HostProcess> client : clients.entrySet()) {
            client.getValue().endInput();
            all.put(
                    client.getKey(),
                    Files.readAllLines(acknowledgements(client.getKey())).stream()
                            .map(PartitionClient.Acknowledged::parse)
                            .toList());
        }
        return all;
    }

    /** Waits until all hosts agree on one of these masters; which it is. */
    int awaitAgreement(Set<Integer> candidates, Duration limit) {
        String[] last = {""};
        try {
            Wait.until("all hosts agreed", limit, () -> {
                last[0] = complaint(candidates).orElse("");
                return last[0].isEmpty();
            });
        } catch (DemoException e) {
            throw new AssertionError("No agreement within " + limit.toSeconds() + " s: " + last[0], e);
        }
        return hostNamedBy(1);
    }

    private Optional<String> complaint(Set<Integer> candidates) {
        Set<String> named = new HashSet<>();
        for (int host : ALL) {
            Map<String, String> master = masterAt(host);
            if (!"master".equals(master.get("flags"))
                    || !String.valueOf(COUNT - 1).equals(master.get("num-slaves"))
                    || !String.valueOf(COUNT - 1).equals(master.get("num-other-sentinels"))) {
                return Optional.of("sentinel-" + host + " sees " + master.get("flags") + " with "
                        + master.get("num-slaves") + " replicas, " + master.get("num-other-sentinels") + " Sentinels");
            }
            named.add(master.get("ip") + " in epoch " + master.get("config-epoch"));
        }
        if (named.size() != 1) {
            return Optional.of("the Sentinels name " + named);
        }
        int host = hostNamedBy(1);
        return candidates.contains(host) ? rolesWrong(host) : Optional.of("host " + host + " is master");
    }

    /** The master as the Sentinel on a host sees it; empty when it does not answer. */
    Map<String, String> masterAt(int host) {
        try (RespSocket asked =
                new RespSocket(network.managementAddress(host), PartitionClient.SENTINEL_PORT, CALL_TIMEOUT_MS)) {
            return RespSocket.table(asked.texts("SENTINEL", "MASTER", Cluster.MASTER_NAME));
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** The host of the master that the Sentinel on a host names; 0 when it does not answer. */
    int hostNamedBy(int host) {
        String address = masterAt(host).getOrDefault("ip", "");
        return ALL.stream()
                .filter(each -> network.address(each).equals(address))
                .findFirst()
                .orElse(0);
    }

    /** What the Sentinel on a host has logged. */
    String sentinelLog(int host) {
        return sentinels.get(host).log();
    }

    private Optional<String> rolesWrong(int masterHost) {
        for (int host : ALL) {
            String info = replication(host);
            boolean right = host == masterHost
                    ? info.contains("role:master")
                    : info.contains("role:slave")
                            && info.contains("master_host:" + network.address(masterHost) + "\r\n")
                            && info.contains("master_link_status:up");
            if (!right) {
                return Optional.of(
                        "redis-" + host + " says " + info.lines().limit(5).toList());
            }
        }
        return Optional.empty();
    }

    private String replication(int host) {
        try (RespSocket asked =
                new RespSocket(network.managementAddress(host), PartitionClient.REDIS_PORT, CALL_TIMEOUT_MS)) {
            return String.valueOf(asked.call("INFO", "replication"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Every number that the node on a host holds. */
    Set<Long> numbersOn(int host) throws IOException {
        try (RespSocket asked =
                new RespSocket(network.managementAddress(host), PartitionClient.REDIS_PORT, 10 * CALL_TIMEOUT_MS)) {
            Set<Long> numbers = new HashSet<>();
            asked.texts("SMEMBERS", PartitionClient.KEY).forEach(text -> numbers.add(Long.valueOf(text)));
            return numbers;
        }
    }

    /** Ends every process, then the network. */
    @Override
    public void close() {
        try {
            children.close();
        } finally {
            network.close();
        }
    }
}
