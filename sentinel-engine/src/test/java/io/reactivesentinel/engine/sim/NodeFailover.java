package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.RedisSession.Copying;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command FAILOVER: a master hands over to one of its replicas, and withholds writes meanwhile. */
final class NodeFailover {

    private enum State {
        NONE("no-failover"),
        WAITING("waiting-for-sync"),
        IN_PROGRESS("failover-in-progress");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final RedisServer server;
    private State state = State.NONE;
    private @Nullable InstanceAddress target;
    private long endMs;
    private boolean force;
    private int attempts;

    NodeFailover(RedisServer server) {
        this.server = server;
    }

    String state() {
        return state.text;
    }

    boolean goesOn() {
        return state != State.NONE;
    }

    boolean isInProgress() {
        return state == State.IN_PROGRESS;
    }

    boolean holdsPings() {
        return goesOn() && endMs > 0;
    }

    List<RespValue> command(List<String> words) {
        if (words.size() == 2 && words.get(1).equalsIgnoreCase("ABORT")) {
            if (!goesOn()) {
                return RedisCommands.error("ERR No failover in progress.");
            }
            abort("manually aborted");
            return RedisCommands.OK;
        }
        InstanceAddress to = null;
        long timeoutMs = 0;
        boolean forced = false;
        for (int index = 1; index < words.size(); index++) {
            int left = words.size() - index - 1;
            switch (words.get(index).toUpperCase(Locale.ROOT)) {
                case "TIMEOUT" -> {
                    if (left < 1 || timeoutMs != 0) {
                        return RedisCommands.error("ERR syntax error");
                    }
                    timeoutMs = Long.parseLong(words.get(++index));
                    if (timeoutMs <= 0) {
                        return RedisCommands.error("ERR FAILOVER timeout must be greater than 0");
                    }
                }
                case "TO" -> {
                    if (left < 2 || to != null) {
                        return RedisCommands.error("ERR syntax error");
                    }
                    to = new InstanceAddress(words.get(index + 1), Integer.parseInt(words.get(index + 2)));
                    index += 2;
                }
                case "FORCE" -> forced = true;
                default -> {
                    return RedisCommands.error("ERR syntax error");
                }
            }
        }
        return begin(to, timeoutMs, forced);
    }

    private List<RespValue> begin(@Nullable InstanceAddress to, long timeoutMs, boolean forced) {
        if (goesOn()) {
            return RedisCommands.error("ERR FAILOVER already in progress.");
        }
        if (!server.isMaster()) {
            return RedisCommands.error("ERR FAILOVER is not valid when server is a replica.");
        }
        if (server.replicas().attached().isEmpty()) {
            return RedisCommands.error("ERR FAILOVER requires connected replicas.");
        }
        if (forced && (timeoutMs == 0 || to == null)) {
            return RedisCommands.error(
                    "ERR FAILOVER with force option requires both a timeout and target HOST and IP.");
        }
        if (to != null) {
            RedisSession replica = server.replicas().find(to);
            if (replica == null) {
                return RedisCommands.error("ERR FAILOVER target HOST and PORT is not a replica.");
            }
            if (replica.copying != Copying.ONLINE) {
                return RedisCommands.error("ERR FAILOVER target replica is not online.");
            }
        }
        target = to;
        force = forced;
        endMs = timeoutMs == 0 ? 0 : server.nowMs() + timeoutMs;
        state = State.WAITING;
        attempts++;
        server.changed();
        server.node().world().note(server.node(), "begins to hand over" + (to == null ? "" : " to " + to));
        server.pauses().failover(true);
        server.life().in(1, this::check);
        look(attempts);
        return RedisCommands.OK;
    }

    /** Every tenth of a second while it goes on. */
    private void look(int attempt) {
        server.life().in(100_000, () -> {
            if (goesOn() && attempt == attempts) {
                check();
                if (isInProgress()) {
                    server.masterLink().cron();
                }
                look(attempt);
            }
        });
    }

    /** Whether the replica has everything by now, or the time is up. */
    void check() {
        if (state != State.WAITING) {
            return;
        }
        InstanceAddress wanted = target;
        if (endMs > 0 && server.nowMs() >= endMs) {
            if (force && wanted != null) {
                handOver(wanted);
            } else {
                abort("the replica did not catch up in time");
            }
            return;
        }
        for (RedisSession each : server.replicas().attached()) {
            InstanceAddress address = new InstanceAddress(server.replicas().listed(each), each.replicaPort);
            boolean chosen = wanted == null || each == server.replicas().find(wanted);
            if (chosen
                    && each.copying == Copying.ONLINE
                    && each.ackOffset == server.data().offset()) {
                handOver(wanted == null ? address : wanted);
                return;
            }
        }
    }

    private void handOver(InstanceAddress to) {
        target = to;
        state = State.IN_PROGRESS;
        server.follow(to);
    }

    /** The other one has taken over. */
    void accepted() {
        if (isInProgress()) {
            clear();
        }
    }

    /** The other one has not, or it cannot be known. */
    void rejected() {
        if (isInProgress()) {
            abort("the target did not take over");
        }
    }

    private void abort(String why) {
        server.node().world().note(server.node(), "does not hand over: " + why);
        boolean wasInProgress = isInProgress();
        state = State.NONE;
        if (wasInProgress) {
            server.becomeMaster();
        }
        clear();
    }

    private void clear() {
        state = State.NONE;
        target = null;
        endMs = 0;
        server.changed();
        server.pauses().failover(false);
    }
}
