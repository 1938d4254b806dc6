package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One Sentinel on a bench: time passes when the test says so, and network, disk and everybody else are fakes that the test
 * holds in its hand.
 *
 * <p>Before each turn it looks on behalf of all masters although nothing is due: a look that then does anything shows a
 * condition that time made true without a wake-up. More than a hundred turns in one millisecond fail as well.
 */
final class Bench implements Effects {

    static final String ME = id(0xe);
    static final String NAME = "m";
    static final InstanceAddress MASTER = new InstanceAddress("10.0.0.1", 6379);

    /** What happens to a save. */
    enum Disk {
        WORKS,
        HOLDS,
        FAILS
    }

    private record Due(long atMs, long order, Runnable action) {}

    /** A save that was asked for. */
    record Save(long version, PersistentState state) {}

    final Map<InstanceAddress, FakeProcess> processes = new LinkedHashMap<>();
    final FakeRedis master = redis(1, null);
    final List<SentinelEvent> events = new ArrayList<>();
    final List<Request> sent = new ArrayList<>();
    final List<Save> saves = new ArrayList<>();
    final List<ScriptStart> scripts = new ArrayList<>();
    final List<Long> killed = new ArrayList<>();
    final List<Long> delaysAnnounced = new ArrayList<>();
    final List<Conn> aborted = new ArrayList<>();
    final Set<Conn> conns = new LinkedHashSet<>();
    final List<String> lines = new ArrayList<>();
    final NameService dns = new NameService();
    Disk disk = Disk.WORKS;
    boolean shadow = true;
    boolean crashed;
    long nowMs = 1_000_000;
    long wallMs = 1_700_000_000_000L;
    Timings timings = Timings.DEFAULT;
    Membership membership = Membership.member(26379);
    GlobalSettings settings = GlobalSettings.DEFAULT;
    Rules rules = new Rules();
    RandomSource random = new Random(7)::nextInt;
    UnaryOperator<MonitorConfig.Builder> config = builder -> builder;
    int quorum = 2;
    long currentEpoch;
    long configEpoch;
    long leaderEpoch;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::order));
    private final List<InstanceAddress> knownReplicas = new ArrayList<>();
    private final List<MasterRecord.KnownSentinel> knownPeers = new ArrayList<>();
    private long orders;
    private int effects;
    private int turnsInMs;
    private long turnMs;
    private @Nullable Sentinel sentinel;

    static String id(int n) {
        return String.format("%040x", n);
    }

    static InstanceAddress node(int n) {
        return new InstanceAddress("10.0.0." + n, 6379);
    }

    FakeRedis redis(int n, @Nullable InstanceAddress follows) {
        FakeRedis redis = new FakeRedis(node(n), follows);
        processes.put(redis.address, redis);
        return redis;
    }

    /** A replica known from before. */
    FakeRedis replica(int n) {
        FakeRedis replica = redis(n, MASTER);
        knownReplicas.add(replica.address);
        master.replicas.add(replica.address);
        return replica;
    }

    /** A Sentinel that exists and is not known yet. */
    FakePeer stranger(int n) {
        FakePeer peer = new FakePeer(new InstanceAddress("10.0.1." + n, 26379), id(n), MASTER, 0);
        processes.put(peer.address, peer);
        return peer;
    }

    /** A Sentinel known from before. */
    FakePeer peer(int n) {
        FakePeer peer = stranger(n);
        knownPeers.add(new MasterRecord.KnownSentinel(peer.address, peer.id));
        peers().forEach(each -> each.others = knownPeers.size());
        return peer;
    }

    List<FakePeer> peers() {
        return processes.values().stream()
                .filter(FakePeer.class::isInstance)
                .map(FakePeer.class::cast)
                .toList();
    }

    /** A Sentinel with a master, two replicas and two peers, a second of down-after, which has run for a while. */
    static Bench threeSentinels() {
        Bench bench = new Bench();
        bench.replica(2);
        bench.replica(3);
        bench.peer(1);
        bench.peer(2);
        return bench;
    }

    FakeRedis replicaAt(int n) {
        return (FakeRedis) processes.get(node(n));
    }

    FakePeer peerAt(int n) {
        return (FakePeer) processes.get(new InstanceAddress("10.0.1." + n, 26379));
    }

    static MonitorConfig.Builder monitor(String name, InstanceAddress address, int quorum) {
        return MonitorConfig.builder(name, address.host(), address.port(), quorum)
                .downAfter(Duration.ofSeconds(1))
                .failoverTimeout(Duration.ofSeconds(20));
    }

    Bench start() {
        MonitorConfig monitored = config.apply(monitor(NAME, MASTER, quorum)).build();
        return start(List.of(new MasterRecord(monitored, configEpoch, leaderEpoch, knownReplicas, knownPeers)));
    }

    Bench start(List<MasterRecord> masters) {
        PersistentState state = new PersistentState(ME, currentEpoch, settings, masters);
        Sentinel begun = new Sentinel(state, membership, timings, random, this, rules);
        sentinel = begun;
        begun.start(nowMs, wallMs);
        return this;
    }

    /** Begins, and lets everybody connect and say hello. */
    Bench settled() {
        start();
        return run(3_000);
    }

    Self self() {
        return sentinel().self;
    }

    Sentinel sentinel() {
        if (sentinel == null) {
            throw new IllegalStateException("not started");
        }
        return sentinel;
    }

    MonitoredMaster monitored() {
        return self().masters.get(NAME);
    }

    Peer peerRecord(FakePeer peer) {
        return monitored().peers.get(peer.id);
    }

    // Time

    Bench run(long ms) {
        long untilMs = nowMs + ms;
        while (nextMs() <= untilMs) {
            turn(Math.max(nowMs, nextMs()));
        }
        pass(untilMs);
        return this;
    }

    /** Until something is the case; fails when it takes longer than the limit. Answers how long it took. */
    long runUntil(BooleanSupplier condition, long limitMs) {
        long startMs = nowMs;
        while (!condition.getAsBoolean()) {
            assertThat(nextMs())
                    .as("nothing within %s ms: %s", limitMs, names())
                    .isLessThanOrEqualTo(startMs + limitMs);
            turn(Math.max(nowMs, nextMs()));
        }
        return nowMs - startMs;
    }

    long runUntil(EventType type, long limitMs) {
        int before = count(type);
        return runUntil(() -> count(type) > before, limitMs);
    }

    /** Until that has happened, now or ever before. */
    void await(EventType type, long limitMs) {
        runUntil(() -> happened(type), limitMs);
    }

    /** This process stands still, while the world goes on and its answers pile up. */
    Bench stall(long ms) {
        pass(nowMs + ms);
        return this;
    }

    private void pass(long untilMs) {
        wallMs += untilMs - nowMs;
        nowMs = untilMs;
    }

    private long nextMs() {
        long dueMs = due.isEmpty() ? Long.MAX_VALUE : due.peek().atMs;
        return Math.min(dueMs, sentinel().nextWakeMs());
    }

    private void turn(long atMs) {
        if (shadow && atMs > nowMs + 1 && atMs - nowMs <= Stall.HEARTBEAT_MS) {
            pass(atMs - 1);
            lookWithoutReason();
        }
        pass(atMs);
        turnsInMs = turnMs == nowMs ? turnsInMs + 1 : 0;
        turnMs = nowMs;
        assertThat(turnsInMs).as("turns within one millisecond: %s", names()).isLessThan(100);
        while (!due.isEmpty() && due.peek().atMs <= nowMs) {
            due.poll().action.run();
        }
        sentinel().settle(nowMs, wallMs);
        requireAddressesInStep();
    }

    /** What any thread may read is what the decision loop would answer, whenever anybody is told anything. */
    private void requireAddressesInStep() {
        self().masters.forEach((name, watched) -> assertThat(sentinel().masterAddress(name))
                .as("the address of %s at %s", name, nowMs)
                .isEqualTo(Optional.of(watched.node.shown())
                        .filter(address ->
                                Hosts.isNumeric(watched.node.address().host()))));
    }

    private void lookWithoutReason() {
        int before = effects;
        int sentBefore = sent.size();
        self().wakeAll();
        sentinel().settle(nowMs, wallMs);
        assertThat(effects)
                .as("a look without a reason did something at %s: %s", nowMs, sent.subList(sentBefore, sent.size()))
                .isEqualTo(before);
    }

    static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    void at(long atMs, Runnable action) {
        due.add(new Due(atMs, orders++, action));
    }

    void accept(Input input) {
        sentinel().accept(input, nowMs, wallMs);
    }

    void handle(Input input) {
        sentinel().handle(input, nowMs, wallMs);
    }

    // What reaches the Sentinel

    /** The answer to a command, as far as there is one. */
    static final class Reply<A> implements Answer<A> {
        @Nullable
        A value;

        @Nullable
        Refusal refusal;

        boolean isGiven() {
            return value != null || refusal != null;
        }

        @Override
        public void accept(A given) {
            assertThat(isGiven()).as("answered twice").isFalse();
            value = given;
        }

        @Override
        public void refuse(Refusal given) {
            assertThat(isGiven()).as("answered twice").isFalse();
            refusal = given;
        }
    }

    <A> Reply<A> call(Command<A> command) {
        Reply<A> reply = new Reply<>();
        handle(new Input.Called(new Call<>(command, reply)));
        return reply;
    }

    Reply<Command.DownAnswer> askVote(FakePeer from, long epoch) {
        return call(new Command.AskDown(MASTER.host(), MASTER.port(), epoch, from.id));
    }

    void hello(FakePeer from, long epoch, InstanceAddress address, long addressEpoch) {
        HelloMessage hello = new HelloMessage(from.address, from.id, epoch, NAME, address, addressEpoch);
        call(new Command.Hello(hello.format()));
    }

    /** All connections to it end, and no new ones are accepted. */
    void kill(FakeProcess process) {
        process.reachable = false;
        cut(process);
    }

    /** The master is gone, and all others say so as soon as they are asked. */
    Bench masterDies() {
        peers().forEach(peer -> peer.saysDown = true);
        kill(master);
        return this;
    }

    /** Until the election is won; what comes next has not happened yet if it takes an answer. */
    Bench elected() {
        masterDies();
        runUntil(EventType.ELECTED_LEADER, 3_000);
        return this;
    }

    /** When replicas were told to be masters. */
    List<Long> promotions() {
        return processes.values().stream()
                .flatMap(each -> each.timesOf("SLAVEOF", "NO", "ONE").stream())
                .toList();
    }

    void cut(FakeProcess process) {
        for (Conn conn : List.copyOf(conns)) {
            if (dns.place(conn.address()).equals(process.address)) {
                conns.remove(conn);
                handle(new Input.Closed(conn, "reset"));
            }
        }
    }

    // What the Sentinel wants done

    @Override
    public void open(Conn conn) {
        effects++;
        at(nowMs + 1, () -> {
            InstanceAddress place = dns.place(conn.address());
            FakeProcess process = processes.get(place);
            if (process == null || !process.reachable) {
                accept(new Input.Closed(conn, "refused"));
            } else {
                conns.add(conn);
                accept(new Input.Opened(conn, "10.0.1.100", place.host()));
            }
        });
    }

    @Override
    public void resolve(String host) {
        effects++;
        dns.asked.add(host);
        at(nowMs + dns.latencyMs, () -> accept(new Input.Resolved(host, dns.answer(host))));
    }

    @Override
    public void close(Conn conn, boolean abort) {
        effects++;
        conns.remove(conn);
        if (abort) {
            aborted.add(conn);
        }
    }

    @Override
    public void send(Request request) {
        effects++;
        sent.add(request);
        FakeProcess process = processes.get(dns.place(request.conn().address()));
        if (process == null) {
            return;
        }
        process.heard.add(new FakeProcess.Heard(nowMs, request.words()));
        if (!process.ignores.test(request.words())) {
            at(nowMs + (request.kind == Request.Kind.INFO ? process.infoLatencyMs : process.latencyMs), () -> {
                if (conns.contains(request.conn())) {
                    accept(new Input.Replied(request, process.answer(request.words())));
                }
            });
        }
    }

    @Override
    public void save(long version, PersistentState state) {
        effects++;
        saves.add(new Save(version, state));
        if (disk != Disk.HOLDS) {
            Disk now = disk;
            at(nowMs, () -> saved(version, now == Disk.WORKS));
        }
    }

    /** A save ends. */
    void saved(long version, boolean well) {
        accept(well ? new Input.Saved(version, 2) : new Input.SaveFailed(version, "disk full"));
    }

    /** The saves that are held end. */
    void release(boolean well) {
        saved(last(saves).version(), well);
        sentinel().settle(nowMs, wallMs);
    }

    @Override
    public void publish(SentinelEvent event) {
        requireAddressesInStep();
        effects++;
        events.add(event);
    }

    @Override
    public void log(EventLevel level, String text) {
        lines.add(text);
    }

    @Override
    public void failoverDelayed(String name, long notBeforeWallMs) {
        delaysAnnounced.add(notBeforeWallMs);
    }

    @Override
    public void startScript(ScriptStart start) {
        effects++;
        scripts.add(start);
    }

    @Override
    public void killScript(long id) {
        effects++;
        killed.add(id);
    }

    @Override
    public void crash() {
        crashed = true;
    }

    @Override
    public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {}

    @Override
    public boolean wantsPingResults() {
        return false;
    }

    // What came of it

    int count(EventType type) {
        return (int) events.stream().filter(event -> event.type() == type).count();
    }

    boolean happened(EventType type) {
        return count(type) > 0;
    }

    SentinelEvent only(EventType type) {
        assertThat(count(type)).as("%s in %s", type, names()).isEqualTo(1);
        return events.stream().filter(event -> event.type() == type).findFirst().orElseThrow();
    }

    List<String> names() {
        return events.stream().map(event -> event.type().channel()).toList();
    }

    static RespValue status(String text) {
        return new RespValue.SimpleString(text);
    }
}
