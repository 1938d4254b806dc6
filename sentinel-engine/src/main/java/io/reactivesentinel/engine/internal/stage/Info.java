package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server's INFO that decisions rest on.
 *
 * @param role its role; {@code null} when it does not say
 * @param runId its run id; empty when absent
 * @param masterHost whom it follows; empty for a master
 * @param masterPort at which port; 0 for a master
 * @param masterLinkUp whether its replication link is up
 * @param masterLinkDownSeconds how long that link has been down; 0 when up, -1 when it never was up
 * @param syncInProgress whether it is receiving a full copy
 * @param priority lower is preferred, 0 never promoted
 * @param offset how much of the replication stream it has; 0 when absent or absurd
 * @param announced whether it wants to be shown
 * @param replicationId its lineage; empty when absent
 * @param formerReplicationId the lineage it left at its promotion; empty when absent
 * @param hasKeys whether any database holds keys
 * @param replicas the replicas a master lists
 * @param onlineReplicas those of them that it feeds
 * @param handOver how far a master is with handing over by its command FAILOVER
 */
record Info(
        @Nullable InstanceKind role,
        String runId,
        String masterHost,
        int masterPort,
        boolean masterLinkUp,
        long masterLinkDownSeconds,
        boolean syncInProgress,
        int priority,
        long offset,
        boolean announced,
        String replicationId,
        String formerReplicationId,
        boolean hasKeys,
        List<InstanceAddress> replicas,
        List<InstanceAddress> onlineReplicas,
        HandOver handOver) {

    /** The field {@code master_failover_state}. */
    enum HandOver {
        /** It does not say: too old a server. */
        UNKNOWN,
        /** No failover. */
        NONE,
        /** Waits for its successor to have everything. */
        WAITING,
        /** Changes places with it. */
        IN_PROGRESS;

        boolean goesOn() {
            return this == WAITING || this == IN_PROGRESS;
        }

        private static HandOver fromWire(String text) {
            return switch (text) {
                case "no-failover" -> NONE;
                case "waiting-for-sync" -> WAITING;
                case "failover-in-progress" -> IN_PROGRESS;
                default -> UNKNOWN;
            };
        }
    }

    private static final int DEFAULT_PRIORITY = 100;

    /** A master that lists more is lying or broken; the rest is not looked at. */
    private static final int MAX_REPLICAS = 1_024;

    boolean follows(InstanceAddress address) {
        return role == InstanceKind.REPLICA
                && masterPort == address.port()
                && masterHost.equalsIgnoreCase(address.host());
    }

    /** Whether it was never linked to its master since it started. */
    boolean neverLinked() {
        return role == InstanceKind.REPLICA && masterLinkDownSeconds < 0;
    }

    /** Whom it follows; {@code null} for nobody. */
    @Nullable
    InstanceAddress master() {
        return masterHost.isEmpty() ? null : new InstanceAddress(masterHost, masterPort);
    }

    /** The same with every node under the address that is known for it. */
    Info with(UnaryOperator<InstanceAddress> known) {
        InstanceAddress master = master();
        InstanceAddress follows = master == null ? new InstanceAddress("", masterPort) : known.apply(master);
        return new Info(
                role,
                runId,
                follows.host(),
                follows.port(),
                masterLinkUp,
                masterLinkDownSeconds,
                syncInProgress,
                priority,
                offset,
                announced,
                replicationId,
                formerReplicationId,
                hasKeys,
                replicas.stream().map(known).toList(),
                onlineReplicas.stream().map(known).toList(),
                handOver);
    }

    /** Reads the first INFO of a server. */
    static Info parse(String text) {
        return parse(text, null);
    }

    /**
     * Reads INFO as a server sends it; lines that make no sense are skipped. A priority that it does not state is what it
     * was before, as in C: an operator's never must not be forgotten because a line is missing.
     *
     * @param text what it sent
     * @param before what it had sent before; {@code null} for nothing
     */
    static Info parse(String text, @Nullable Info before) {
        Parser parser = new Parser();
        if (before != null) {
            parser.priority = before.priority;
        }
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            int stop = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            int colon = text.indexOf(':', start);
            if (colon > start && colon < stop) {
                parser.line(text.substring(start, colon), text.substring(colon + 1, stop));
            }
            start = end + 1;
        }
        return parser.result();
    }

    private static final class Parser {
        private @Nullable InstanceKind role;
        private String runId = "";
        private String masterHost = "";
        private int masterPort;
        private boolean masterLinkUp;
        private long masterLinkDownSeconds;
        private boolean sync;
        private int priority = DEFAULT_PRIORITY;
        private long offset;
        private boolean announced = true;
        private String replicationId = "";
        private String formerReplicationId = "";
        private boolean keys;
        private final List<InstanceAddress> replicas = new ArrayList<>();
        private final List<InstanceAddress> onlineReplicas = new ArrayList<>();
        private HandOver handOver = HandOver.UNKNOWN;

        void line(String key, String value) {
            switch (key) {
                case "role" ->
                    role = value.equals("master")
                            ? InstanceKind.MASTER
                            : value.equals("slave") ? InstanceKind.REPLICA : null;
                case "run_id" -> runId = value.length() == 40 ? value : "";
                case "master_host" -> masterHost = value;
                case "master_port" -> masterPort = (int) Math.max(0, Digits.parse(value, 65535));
                case "master_link_status" -> masterLinkUp = value.equalsIgnoreCase("up");
                case "master_link_down_since_seconds" ->
                    masterLinkDownSeconds = value.startsWith("-") ? -1 : Math.max(0, Digits.parse(value, 1L << 40));
                case "master_sync_in_progress" -> sync = value.equals("1");
                case "slave_priority" -> priority = (int) Math.max(0, Digits.parse(value, Integer.MAX_VALUE));
                case "slave_repl_offset" -> offset = Math.max(0, Digits.parse(value, Long.MAX_VALUE));
                case "replica_announced" -> announced = !value.equals("0");
                case "master_failover_state" -> handOver = HandOver.fromWire(value);
                case "master_replid" -> replicationId = value;
                case "master_replid2" -> formerReplicationId = value;
                default -> other(key, value);
            }
        }

        private void other(String key, String value) {
            if (key.startsWith("slave") && key.length() > 5 && Character.isDigit(key.charAt(5))) {
                replica(value);
            } else if (key.startsWith("db") && value.startsWith("keys=") && !value.startsWith("keys=0,")) {
                keys = true;
            }
        }

        /** Both forms: {@code ip=…,port=…,…} and, from very old servers, {@code <ip>,<port>,<state>}. */
        private void replica(String value) {
            String host = "";
            String port = "";
            String[] parts = value.split(",", -1);
            if (value.contains("ip=")) {
                for (String part : parts) {
                    if (part.startsWith("ip=")) {
                        host = part.substring(3);
                    } else if (part.startsWith("port=")) {
                        port = part.substring(5);
                    }
                }
            } else if (parts.length >= 2) {
                host = parts[0];
                port = parts[1];
            }
            long number = Digits.parse(port, 65535);
            if (isHost(host) && number >= 0 && replicas.size() < MAX_REPLICAS) {
                InstanceAddress address = new InstanceAddress(host, (int) number);
                replicas.add(address);
                if (Arrays.asList(parts).contains("state=online")) {
                    onlineReplicas.add(address);
                }
            }
        }

        /** A host with a blank or control character in it could never be named in a hello. */
        private static boolean isHost(String text) {
            return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
        }

        Info result() {
            return new Info(
                    role,
                    runId,
                    masterHost,
                    masterPort,
                    masterLinkUp,
                    masterLinkDownSeconds,
                    sync,
                    priority,
                    offset,
                    announced,
                    replicationId,
                    formerReplicationId,
                    keys,
                    List.copyOf(replicas),
                    List.copyOf(onlineReplicas),
                    handOver);
        }
    }
}
