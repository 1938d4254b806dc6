package io.reactivesentinel.engine.sim.realredis;

import io.reactivesentinel.engine.sim.realredis.Lab.Speaker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Does something with three nodes and writes down what they said, with names in place of ids, ports and times. */
public final class NodeScript {

    private static final List<String> FIELDS = List.of(
            "role",
            "master_host",
            "master_port",
            "master_link_status",
            "master_sync_in_progress",
            "slave_read_repl_offset",
            "slave_repl_offset",
            "slave_priority",
            "slave_read_only",
            "replica_announced",
            "connected_slaves",
            "min_slaves_good_slaves",
            "master_failover_state",
            "master_repl_offset",
            "second_repl_offset",
            "loading",
            "db0");

    /** From when on a link has been down for a while, in seconds; far above what a busy machine adds to a short time. */
    private static final long LONG_S = 5;

    private final Lab lab;
    private final List<String> story = new ArrayList<>();
    private final Map<String, String> ids = new LinkedHashMap<>();

    /** A script for those nodes. */
    public NodeScript(Lab lab) {
        this.lab = lab;
    }

    /** What has been written down. */
    public List<String> story() {
        return story;
    }

    /** The host of all nodes. */
    public String host() {
        return lab.host();
    }

    /** The port of a node. */
    public String port(int node) {
        return Integer.toString(lab.port(node));
    }

    private String named(String text) {
        String result = text.replace(lab.host(), "HOST");
        for (int node = 0; node < 3; node++) {
            result = result.replace(port(node), "PORT" + node);
        }
        return result;
    }

    private void tell(String line) {
        story.add(named(line));
    }

    /** Ids are named in the order in which they show up. */
    private String id(String hex) {
        return hex.equals("0".repeat(40)) ? "none" : ids.computeIfAbsent(hex, unused -> "id" + ids.size());
    }

    // --- What is done.

    /** Starts all nodes. */
    public void startAll() {
        for (int node = 0; node < 3; node++) {
            lab.start(node);
        }
    }

    /** Starts a node. */
    public void start(int node) {
        lab.start(node);
        tell("node " + node + " starts");
    }

    /** Ends a node as kill -9 does. */
    public void kill(int node) {
        lab.kill(node);
        tell("node " + node + " is killed");
    }

    /** Lets a node stand still. */
    public void stop(int node) {
        lab.stop(node);
    }

    /** Lets a node go on. */
    public void goOn(int node) {
        lab.goOn(node);
    }

    /** Lets time pass. */
    public void pass(long ms) {
        lab.pass(ms);
    }

    /** A new connection to a node. */
    public Speaker connect(int node) {
        return lab.connect(node);
    }

    /** Says something on a connection. */
    public void ask(Speaker speaker, String... words) {
        speaker.send(List.of(words));
        tell(String.join(" ", words) + " → " + speaker.read(5_000));
    }

    /** Writes down what came on a connection. */
    public void heard(String who, Object what) {
        tell(who + " hears " + what);
    }

    /** Says one thing on a connection of its own. */
    public void say(int node, String... words) {
        together(node, List.of(words));
    }

    /** Says several things in one go. */
    @SafeVarargs
    public final void together(int node, List<String>... commands) {
        try (Speaker speaker = lab.connect(node)) {
            for (List<String> words : commands) {
                speaker.send(words);
            }
            for (List<String> words : commands) {
                tell(node + ": " + String.join(" ", words) + " → " + speaker.read(5_000));
            }
        }
    }

    /** The transaction of a Sentinel. */
    public void reconfigure(int node, String host, String port) {
        together(
                node,
                List.of("MULTI"),
                List.of("SLAVEOF", host, port),
                List.of("CONFIG", "REWRITE"),
                List.of("CLIENT", "KILL", "TYPE", "normal"),
                List.of("CLIENT", "KILL", "TYPE", "pubsub"),
                List.of("EXEC"));
    }

    // --- What is waited for.

    private Map<String, String> info(int node) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (Speaker speaker = lab.connect(node)) {
            speaker.send(List.of("INFO"));
            for (String line : String.valueOf(speaker.read(5_000)).split("\r\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        }
        return fields;
    }

    private void await(String what, BooleanSupplier condition) {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (condition.getAsBoolean()) {
                return;
            }
            lab.pass(50);
        }
        throw new AssertionError("not within half a minute: " + what + "; so far " + String.join("\n", story));
    }

    /** Until a replica has its master. */
    public void awaitLinked(int node) {
        await(node + " is linked", () -> "up".equals(info(node).get("master_link_status")));
    }

    /** Until a replica has lost its master. */
    public void awaitUnlinked(int node) {
        await(node + " is not linked", () -> "down".equals(info(node).get("master_link_status")));
    }

    /** Until a replica has all that its master has. */
    public void awaitOffset(int node, int master) {
        await(node + " has what " + master + " has", () -> {
            String offset = info(master).getOrDefault("master_repl_offset", "");
            return offset.equals(info(node).get("slave_repl_offset"));
        });
    }

    /** Until so many replicas, and no more, have confirmed all that their master has. */
    public void awaitAcknowledged(int master, int replicas) {
        await(replicas + " have confirmed to " + master + " what it has", () -> {
            Map<String, String> info = info(master);
            int confirmed = 0;
            for (Map.Entry<String, String> each : info.entrySet()) {
                boolean inStep =
                        each.getValue().contains(",state=online,offset=" + info.get("master_repl_offset") + ",");
                confirmed += each.getKey().matches("slave\\d+") && inStep ? 1 : 0;
            }
            return confirmed == replicas && Integer.toString(replicas).equals(info.get("connected_slaves"));
        });
    }

    // --- What is written down.

    /** What a node says about itself, but for what is left out. */
    public void facts(int node, String... without) {
        Map<String, String> info = info(node);
        Set<String> leftOut = new LinkedHashSet<>(List.of(without));
        tell("node " + node + ":");
        for (String field : FIELDS) {
            if (info.containsKey(field)) {
                tell("  " + field + " " + info.get(field));
            }
        }
        tell("  run_id " + id(info.getOrDefault("run_id", "")));
        tell("  master_replid " + id(info.getOrDefault("master_replid", "")));
        tell("  master_replid2 " + id(info.getOrDefault("master_replid2", "")));
        String down = info.get("master_link_down_since_seconds");
        if (down != null) {
            tell("  down "
                    + (down.equals("-1") ? "always" : Long.parseLong(down) < LONG_S ? "just now" : "for a while"));
        }
        Map<String, String> replicas = new TreeMap<>();
        info.forEach((key, value) -> {
            if (key.matches("slave\\d+") && !leftOut.contains(key)) {
                String line = named(value).replaceAll(",lag=\\d+", "");
                replicas.put(line, line);
            }
        });
        replicas.values().forEach(line -> tell("  replica " + line));
    }
}
