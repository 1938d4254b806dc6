package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Redis data node: a master, or a replica of one. It keeps nothing on disk but its configuration. */
public final class RedisProcess extends ServerProcess {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private final RedisBinary binary;
    private final @Nullable Integer masterPort;
    private final Path directory;

    /**
     * Describes a node; {@link #start()} starts it.
     *
     * @param masterPort the port of the master it begins as a replica of; {@code null} if it begins as a master
     */
    public RedisProcess(
            Children children,
            RedisBinary binary,
            String name,
            Path directory,
            int port,
            @Nullable Integer masterPort) {
        super(children, name, directory, port);
        this.binary = binary;
        this.directory = directory;
        this.masterPort = masterPort;
    }

    @Override
    List<String> command() {
        return List.of(binary.path().toString(), configFile().toString());
    }

    @Override
    String initialConfig() {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port(),
                "bind 127.0.0.1",
                "dir \"" + directory + "\"",
                "dbfilename " + name() + ".rdb",
                "save \"\"",
                "appendonly no",
                // Without the wait for more replicas, which is five seconds, a replica is in sync at once.
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
        if (masterPort != null) {
            lines.add("replicaof 127.0.0.1 " + masterPort);
        }
        return String.join("\n", lines) + "\n";
    }

    /** What it says of its replication. */
    public Replication replication() throws IOException {
        try (RedisConnection connection = RedisConnection.open(port(), CALL_TIMEOUT)) {
            return Replication.parse(connection.text("INFO", "replication"));
        }
    }

    /** Whether it follows the node on that port and is in sync with it; false also when it does not answer. */
    public boolean isInSyncWith(int wantedMasterPort) {
        try {
            Replication now = replication();
            return !now.isMaster() && now.masterPort() == wantedMasterPort && now.linkUp();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it says that it is a master; false also when it does not answer. */
    public boolean isMaster() {
        try {
            return replication().isMaster();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A part of {@code INFO replication}.
     *
     * @param isMaster whether its role is master
     * @param masterPort the port of its master, 0 when it is one itself
     * @param linkUp whether it is a replica in sync with its master
     */
    public record Replication(boolean isMaster, int masterPort, boolean linkUp) {
        static Replication parse(String info) {
            boolean master = false;
            int port = 0;
            boolean up = false;
            for (String line : info.lines().toList()) {
                if (line.equals("role:master")) {
                    master = true;
                } else if (line.startsWith("master_port:")) {
                    port = Integer.parseInt(
                            line.substring("master_port:".length()).strip());
                } else if (line.equals("master_link_status:up")) {
                    up = true;
                }
            }
            return new Replication(master, port, up);
        }
    }
}
