package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.port.PortSettings;
import io.reactivesentinel.engine.internal.port.SentinelPort;
import io.reactivesentinel.engine.internal.port.ServerFacts;
import io.reactivesentinel.engine.internal.runtime.SimulatedLoop;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.internal.stage.Probe;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Sentinel of ours: the production stages, loop, saving and command table in a simulated process. What it remembers
 * lies on a disk of its own.
 */
public final class OurSentinel extends SimProcess implements SentinelNode {

    private final Timings timings;
    private final Variant variant;
    private final SimDisk disk;
    private final Chance chance;
    private @Nullable Probe probe;
    private @Nullable WatchedEffects watched;
    private @Nullable SimulatedLoop loop;
    private long turns;

    OurSentinel(
            World world, String name, SimHost host, int port, PersistentState state, Timings timings, Variant variant) {
        super(world, name, host, port);
        this.timings = timings;
        this.variant = variant;
        this.disk = new SimDisk(world, state);
        this.chance = world.chance().fork();
    }

    SimDisk disk() {
        return disk;
    }

    @Override
    void begin(Life life) {
        Chance own = chance.fork();
        PersistentState found = variant.found(disk.durable());
        Seams seams = new Seams(
                variant.clock(clock()),
                own,
                variant.store(disk.store(life, () -> world().saved(this))),
                variant.links(links(life)));
        SimulatedLoop[] target = new SimulatedLoop[1];
        PortSettings settings = new PortSettings(
                Optional.empty(), false, 10_000, () -> true, world().network().names()::areUsed, path -> false);
        SentinelPort acceptor = new SentinelPort(settings, facts(own), call -> target[0].call(call), () -> {});
        SimWorker worker = new SimWorker(life, own, this::turned);
        SimulatedLoop running = new SimulatedLoop(
                seams, worker, acceptor::publish, effects -> decides(found, own, effects), this::broken);
        target[0] = running;
        loop = running;
        running.start();
        world().network().listen(life, new CommandService(life, acceptor, address()));
    }

    private LinkFactory links(Life life) {
        LinkFactory plain = world().network().links(life);
        HostNames names = world().network().names();
        return names.areUsed() ? new SimNames(plain, names, life) : plain;
    }

    private void turned() {
        turns++;
        world().turned(this);
    }

    /** How many turns it has finished. */
    long turns() {
        return turns;
    }

    private Sentinel decides(PersistentState found, Chance own, Effects effects) {
        WatchedEffects all = new WatchedEffects(variant.effects(effects), this);
        Sentinel made = Probe.sentinel(found, Membership.member(port()), timings, own, all, variant.rules());
        watched = all;
        probe = Probe.of(made, world().network().names()::identity);
        return made;
    }

    private ServerFacts facts(Chance own) {
        InstanceAddress listening = address();
        return new ServerFacts(
                "simulated",
                own.hexId(),
                () -> List.of(listening),
                "no",
                "",
                Optional.empty(),
                () -> clock().wallMs(),
                () -> 0);
    }

    private void broken(Throwable cause) {
        world().note(this, "BROKEN: " + cause);
        throw new IllegalStateException("the loop of " + name() + " broke", cause);
    }

    /** Lets an application around the engine ask something. */
    void call(io.reactivesentinel.engine.internal.stage.Call<?> call) {
        SimulatedLoop running = loop;
        if (running != null && isRunning()) {
            running.call(call);
        }
    }

    /** Whether its last save failed. */
    boolean isSaveFailing() {
        Probe inside = probe;
        return inside != null && inside.isSaveFailing();
    }

    /** How long its questions to other Sentinels take, as it has measured, in milliseconds. */
    long roundTripMs() {
        Probe inside = probe;
        return inside == null ? 0 : inside.roundTripMs(clock().monotonicMs());
    }

    /**
     * Lets it look at everything although nothing is due, unless it is about to look anyway; answers what it then did that
     * it should have been woken for, empty for nothing.
     */
    String lookWithoutReason() {
        Probe inside = probe;
        WatchedEffects effects = watched;
        long nowMs = clock().monotonicMs();
        if (inside == null || effects == null || !isRunning() || inside.nextWakeMs() <= nowMs + 1) {
            return "";
        }
        inside.look(nowMs, clock().wallMs());
        effects.remember();
        inside.lookWithoutReason(nowMs, clock().wallMs());
        return effects.remembered();
    }

    @Override
    void ended(Life life) {
        disk.crashed();
        loop = null;
        probe = null;
    }

    @Override
    public SimProcess process() {
        return this;
    }

    @Override
    public String id() {
        return disk.durable().myId();
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public long currentEpoch() {
        Probe inside = probe;
        return inside == null ? disk.durable().currentEpoch() : inside.currentEpoch();
    }

    @Override
    public boolean isTilt() {
        Probe inside = probe;
        return inside != null && inside.isTilt();
    }

    @Override
    public Collection<Held> held() {
        Probe inside = probe;
        return inside == null ? List.of() : inside.held();
    }

    private @Nullable MasterRecord durable(String master) {
        for (MasterRecord each : disk.durable().masters()) {
            if (each.settings().name().equals(master)) {
                return each;
            }
        }
        return null;
    }

    @Override
    public long durableConfigEpoch(String master) {
        MasterRecord found = durable(master);
        return found == null ? -1 : found.configEpoch();
    }

    @Override
    public long durableLeaderEpoch(String master) {
        MasterRecord found = durable(master);
        return found == null ? -1 : found.leaderEpoch();
    }

    @Override
    public long durableCurrentEpoch() {
        return disk.durable().currentEpoch();
    }
}
