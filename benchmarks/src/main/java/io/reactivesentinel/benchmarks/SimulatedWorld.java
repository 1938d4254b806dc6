package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Conn;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.internal.stage.Request;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.WireCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.RespValue.Array;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.SimpleString;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that surrounds one Sentinel, in one thread and on a clock that only this class moves: each of its masters with two
 * replicas, two other Sentinels that see what it sees and vote for it, and a disk. All answer within the millisecond.
 */
final class SimulatedWorld implements Effects {

    private static final Duration DOWN_AFTER = Duration.ofSeconds(1);
    private static final int QUORUM = 2;
    private static final String MY_ID = "1".repeat(40);
    private static final long WALL_CLOCK_AHEAD_MS = 1_753_000_000_000L;
    private static final long MAX_WAIT_MS = 60_000;
    private static final long SETTLE_MS = 5_000;

    private static final Membership MEMBER = Membership.member(26379);
    private static final List<Peer> PEERS = List.of(
            new Peer(new InstanceAddress("10.9.0.2", 26379), "2".repeat(40)),
            new Peer(new InstanceAddress("10.9.0.3", 26379), "3".repeat(40)));

    private static final RespValue MY_VOTE = RespValue.bulk(MY_ID);
    private static final RespValue NOBODY = RespValue.bulk("*");
    private static final RespValue EXECUTED = new Array(Collections.nCopies(5, SimpleString.OK));
    private static final RespValue RECEIVERS = Int.of(3);

    private final Sentinel sentinel;
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    private final Map<InstanceAddress, SimulatedServer> servers = new HashMap<>();
    private final Map<String, SimulatedGroup> groups = new HashMap<>();
    private long nowMs;
    private @Nullable SimulatedServer awaited;
    private boolean failoverEnded;
    private long answeredPings;

    private SimulatedWorld(int masterCount, Timings timings) {
        List<MasterRecord> records = new ArrayList<>();
        for (int i = 0; i < masterCount; i++) {
            SimulatedGroup group = new SimulatedGroup(i);
            groups.put(group.name(), group);
            group.servers().forEach(server -> servers.put(server.address(), server));
            records.add(record(group));
        }
        PersistentState state = new PersistentState(MY_ID, 0, GlobalSettings.DEFAULT, records);
        sentinel = new Sentinel(state, MEMBER, timings, bound -> 0, this);
    }

    /** A Sentinel that has all its connections and has heard from everybody. */
    static SimulatedWorld settled(int masterCount, Timings timings) {
        SimulatedWorld world = new SimulatedWorld(masterCount, timings);
        world.sentinel.start(world.nowMs, world.wallMs());
        world.runFor(SETTLE_MS);
        return world;
    }

    private static MasterRecord record(SimulatedGroup group) {
        InstanceAddress address = group.master().address();
        return new MasterRecord(
                MonitorConfig.builder(group.name(), address.host(), address.port(), QUORUM)
                        .downAfter(DOWN_AFTER)
                        .build(),
                0,
                0,
                group.servers().stream()
                        .map(SimulatedServer::address)
                        .filter(each -> !each.equals(address))
                        .toList(),
                PEERS.stream()
                        .map(peer -> new MasterRecord.KnownSentinel(peer.address(), peer.id()))
                        .toList());
    }

    // --- What is measured.

    /** Until one more PING has been answered; answers how many have been. */
    long handleOnePing() {
        long before = answeredPings;
        while (answeredPings == before) {
            next();
        }
        return answeredPings;
    }

    /** That much simulated time, with everything that falls due in it. */
    void runFor(long durationMs) {
        long endMs = nowMs + durationMs;
        while (!inputs.isEmpty() || sentinel.nextWakeMs() <= endMs) {
            next();
        }
        nowMs = endMs;
    }

    /** The only master falls silent; until another is promoted, told, followed, and the old one is back as its replica. */
    InstanceAddress failOver() {
        SimulatedGroup group = groups.values().iterator().next();
        SimulatedServer former = group.silenceMaster();
        failoverEnded = false;
        long giveUpMs = nowMs + MAX_WAIT_MS;
        while (!failoverEnded) {
            next(giveUpMs, "no failover");
        }
        group.endSilence();
        loseConnections(former);
        awaited = former;
        while (awaited != null) {
            next(giveUpMs, "the former master was not asked again");
        }
        return group.master().address();
    }

    private void next(long giveUpMs, String problem) {
        if (nowMs > giveUpMs) {
            throw new IllegalStateException(problem + " within " + MAX_WAIT_MS + " simulated ms");
        }
        next();
    }

    /** Hands in what has arrived or, when nothing has, moves the clock to the next wake-up. */
    private void next() {
        Input input = inputs.poll();
        if (input == null) {
            nowMs = Math.max(nowMs, sentinel.nextWakeMs());
            input = Input.Wake.WAKE;
        }
        sentinel.handle(input, nowMs, wallMs());
        if (input instanceof Input.Replied replied && isPing(replied.request())) {
            answeredPings++;
        }
    }

    long nowMs() {
        return nowMs;
    }

    private long wallMs() {
        return nowMs + WALL_CLOCK_AHEAD_MS;
    }

    private static boolean isPing(Request request) {
        return request.words().get(0).equals("PING");
    }

    private void loseConnections(SimulatedServer server) {
        lose(server.command);
        lose(server.pubsub);
    }

    private void lose(@Nullable Conn conn) {
        if (conn != null) {
            inputs.add(new Input.Closed(conn, "connection reset by peer"));
        }
    }

    // --- The network.

    @Override
    public void open(Conn conn) {
        SimulatedServer server = servers.get(conn.address());
        if (server != null) {
            if (conn.purpose() == Conn.Purpose.COMMAND) {
                server.command = conn;
            } else if (conn.purpose() == Conn.Purpose.PUBSUB) {
                server.pubsub = conn;
            }
            if (server.isSilent()) {
                return;
            }
        }
        inputs.add(new Input.Opened(conn, "10.9.0.1"));
    }

    @Override
    public void resolve(String host) {}

    @Override
    public void close(Conn conn, boolean abort) {
        // Whatever still arrives on it is ignored by the Sentinel.
    }

    @Override
    public void send(Request request) {
        SimulatedServer server = servers.get(request.conn().address());
        if (server == null) {
            reply(request, askPeer(request.conn().address(), request.words()));
        } else if (!server.isSilent()) {
            reply(request, askServer(server, request.words()));
        }
    }

    private void reply(Request request, RespValue value) {
        inputs.add(new Input.Replied(request, value));
    }

    private RespValue askServer(SimulatedServer server, List<String> words) {
        return switch (words.get(0)) {
            case "PING" -> SimpleString.PONG;
            case "INFO" -> {
                if (server == awaited) {
                    awaited = null;
                }
                yield server.group().info(server);
            }
            case "PUBLISH" -> {
                deliverHellos(server, words.get(2));
                yield RECEIVERS;
            }
            case WireCommand.REPLICAOF -> {
                if (words.get(1).equals("NO")) {
                    server.group().promote(server);
                }
                yield SimpleString.QUEUED;
            }
            case "EXEC" -> {
                // The transaction drops the clients of the Pub/Sub kind, and our subscription is one.
                lose(server.pubsub);
                yield EXECUTED;
            }
            default -> SimpleString.OK;
        };
    }

    private void deliverHellos(SimulatedServer server, String ours) {
        Conn conn = server.pubsub;
        if (conn != null) {
            inputs.add(new Input.Pushed(conn, SimulatedGroup.push(ours)));
            for (List<RespValue> push : server.group().peerHellos(PEERS)) {
                inputs.add(new Input.Pushed(conn, push));
            }
        }
    }

    private static String idOf(InstanceAddress address) {
        return PEERS.stream()
                .filter(peer -> peer.address().equals(address))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private RespValue askPeer(InstanceAddress peer, List<String> words) {
        if (words.get(0).equals("PING")) {
            return SimpleString.PONG;
        }
        if (words.get(0).equals("PUBLISH")) {
            return Int.of(1);
        }
        if (!words.get(0).equals("SENTINEL")) {
            return SimpleString.OK;
        }
        return switch (words.get(1)) {
            case "is-master-down-by-addr" -> {
                String host = words.get(2);
                boolean vote = words.get(5).equals(MY_ID);
                yield groupAt(host, words.get(3))
                        .down(host, vote ? MY_VOTE : NOBODY, vote ? Long.parseLong(words.get(4)) : 0);
            }
            case "MASTER" -> group(words.get(2)).view();
            case "MYID" -> RespValue.bulk(idOf(peer));
            default -> throw new IllegalStateException("nobody simulates the answer to " + words);
        };
    }

    private SimulatedGroup groupAt(String host, String port) {
        SimulatedServer server = servers.get(new InstanceAddress(host, Integer.parseInt(port)));
        if (server == null) {
            throw new IllegalStateException("no server at " + host + ":" + port);
        }
        return server.group();
    }

    private SimulatedGroup group(String name) {
        SimulatedGroup group = groups.get(name);
        if (group == null) {
            throw new IllegalStateException("no master " + name);
        }
        return group;
    }

    // --- The disk, and whoever listens.

    @Override
    public void save(long version, PersistentState state) {
        inputs.add(new Input.Saved(version, 1));
    }

    @Override
    public void publish(SentinelEvent event) {
        if (event.type() == EventType.FAULTED) {
            throw new IllegalStateException(event.payload());
        }
        if (event instanceof SwitchMasterEvent moved) {
            group(moved.master()).configured(moved.configEpoch());
        }
        failoverEnded |= event.type() == EventType.FAILOVER_END;
    }

    @Override
    public void log(EventLevel level, String text) {
        // Nobody reads it.
    }

    @Override
    public void failoverDelayed(String master, long notBeforeWallMs) {
        throw new IllegalStateException("the failover of " + master + " waits");
    }

    @Override
    public void startScript(ScriptStart start) {
        throw new IllegalStateException("no script is configured");
    }

    @Override
    public void killScript(long id) {
        throw new IllegalStateException("no script is configured");
    }

    @Override
    public void crash() {
        throw new UnsupportedOperationException("nobody simulates a failure here");
    }

    @Override
    public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {
        throw new IllegalStateException("nobody listens");
    }

    @Override
    public boolean wantsPingResults() {
        return false;
    }

    /**
     * Another Sentinel.
     *
     * @param address where it is reached
     * @param id its id
     */
    record Peer(InstanceAddress address, String id) {}
}
