package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.RedisModelIT.Lab;
import io.reactivesentinel.engine.sim.RedisModelIT.Speaker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Does something with three nodes and writes down what they said, with names in place of ids, ports and times. */
final class NodeScript {

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

    private final Lab lab;
    private final List<String> story = new ArrayList<>();
    private final Map<String, String> ids = new LinkedHashMap<>();

    NodeScript(Lab lab) {
        this.lab = lab;
    }

    List<String> story() {
        return story;
    }

    String host() {
        return lab.host();
    }

    String port(int node) {
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
        return hex.equals(Dataset.NO_REPLID) ? "none" : ids.computeIfAbsent(hex, unused -> "id" + ids.size());
    }

    // --- What is done.

    void startAll() {
        for (int node = 0; node < 3; node++) {
            lab.start(node);
        }
    }

    void start(int node) {
        lab.start(node);
        tell("node " + node + " starts");
    }

    void kill(int node) {
        lab.kill(node);
        tell("node " + node + " is killed");
    }

    void stop(int node) {
        lab.stop(node);
    }

    void goOn(int node) {
        lab.goOn(node);
    }

    void pass(long ms) {
        lab.pass(ms);
    }

    Speaker connect(int node) {
        return lab.connect(node);
    }

    void ask(Speaker speaker, String... words) {
        speaker.send(List.of(words));
        tell(String.join(" ", words) + " → " + speaker.read(5_000));
    }

    void heard(String who, Object what) {
        tell(who + " hears " + what);
    }

    void say(int node, String... words) {
        together(node, List.of(words));
    }

    @SafeVarargs
    final void together(int node, List<String>... commands) {
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
    void reconfigure(int node, String host, String port) {
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

    void awaitLinked(int node) {
        await(node + " is linked", () -> "up".equals(info(node).get("master_link_status")));
    }

    void awaitUnlinked(int node) {
        await(node + " is not linked", () -> "down".equals(info(node).get("master_link_status")));
    }

    void awaitOffset(int node, int master) {
        await(node + " has what " + master + " has", () -> {
            String offset = info(master).getOrDefault("master_repl_offset", "");
            return offset.equals(info(node).get("slave_repl_offset"));
        });
    }

    void awaitAcknowledged(int master, int replicas) {
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
    void facts(int node, String... without) {
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
            tell("  down " + (down.equals("-1") ? "always" : Integer.parseInt(down) < 2 ? "just now" : "for a while"));
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
