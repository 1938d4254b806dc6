package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.c.Asker;
import io.reactivesentinel.engine.sim.c.CState;
import io.reactivesentinel.engine.sim.c.Program;
import io.reactivesentinel.engine.sim.c.Surroundings;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Sentinel that behaves as C's does, with C's timer, C's rules and C's mistakes. */
public final class CSentinel extends SimProcess implements SentinelNode {

    private static final long FIRST_TICK_MS = 1;

    private final Chance chance;
    private CState durable;
    private boolean diskFull;
    private @Nullable Program program;

    CSentinel(World world, String name, SimHost host, int port, CState initial) {
        super(world, name, host, port);
        this.durable = initial;
        this.chance = world.chance().fork();
    }

    CSentinel(World world, String name, SimHost host, int port, PersistentState initial) {
        this(world, name, host, port, CState.of(initial));
    }

    /** What a start would find in the file now. */
    CState durable() {
        return durable;
    }

    /** The file is another one. */
    void replace(CState state) {
        durable = state;
    }

    /** Whether the file can be written; that it cannot is noticed by nobody. */
    void diskFull(boolean full) {
        diskFull = full;
    }

    @Override
    void begin(Life life) {
        Program begun = new Program(new Around(life), durable.read());
        program = begun;
        world().network().listen(life, client -> new Session(begun, begun.connected(client::push)));
        begun.started();
        plan(life, begun, FIRST_TICK_MS);
    }

    private void plan(Life life, Program running, long afterMs) {
        long dueUs = world().queue().nowUs() + clock().worldUs(afterMs * 1_000);
        life.in(afterMs * 1_000, () -> {
            if (world().queue().nowUs() > dueUs) {
                // It has stood still: what has arrived meanwhile is dealt with before the timer.
                world().queue().in(0, () -> life.run(() -> tick(life, running)));
            } else {
                tick(life, running);
            }
        });
    }

    private void tick(Life life, Program running) {
        plan(life, running, running.tick());
    }

    @Override
    void ended(Life life) {
        program = null;
    }

    @Override
    public SimProcess process() {
        return this;
    }

    @Override
    public String id() {
        return durable.myId();
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public long currentEpoch() {
        Program running = program;
        return running == null ? durable.currentEpoch() : running.currentEpoch();
    }

    @Override
    public boolean isTilt() {
        Program running = program;
        return running != null && running.isTilt();
    }

    @Override
    public Collection<Held> held() {
        Program running = program;
        return running == null ? List.of() : running.held();
    }

    @Override
    public long durableConfigEpoch(String master) {
        CState.Monitored found = durable.master(master);
        return found == null ? -1 : found.configEpoch();
    }

    @Override
    public long durableLeaderEpoch(String master) {
        CState.Monitored found = durable.master(master);
        return found == null ? -1 : found.leaderEpoch();
    }

    @Override
    public long durableCurrentEpoch() {
        return durable.currentEpoch();
    }

    private static final class Session implements Service.Session {

        private final Program program;
        private final Asker asker;

        Session(Program program, Asker asker) {
            this.program = program;
            this.asker = asker;
        }

        @Override
        public void received(List<String> words, Consumer<List<RespValue>> reply) {
            reply.accept(asker.ask(words));
            program.turned();
        }

        @Override
        public void closed() {
            asker.gone();
        }
    }

    /** What one life of the process has around it. */
    private final class Around implements Surroundings {

        private final Life life;
        private final LinkFactory links;

        Around(Life life) {
            this.life = life;
            this.links = world().network().links(life);
        }

        @Override
        public long wallMs() {
            return clock().wallMs();
        }

        @Override
        public int below(int bound) {
            return chance.below(bound);
        }

        @Override
        public LinkFactory links() {
            return links;
        }

        @Override
        public InstanceAddress listening() {
            return address();
        }

        @Override
        public boolean save(CState state) {
            if (diskFull) {
                log("WARNING: Sentinel was not able to save the new configuration on disk!!!: No space left on device");
                return false;
            }
            if (mayAct()) {
                write(state);
            } else {
                defer(() -> write(state));
            }
            return true;
        }

        private void write(CState state) {
            if (!life.isOver()) {
                durable = state;
                world().saved(CSentinel.this);
            }
        }

        @Override
        public void published(SentinelEvent event) {
            world().published(CSentinel.this, event);
        }

        @Override
        public void log(String text) {
            world().note(CSentinel.this, text);
        }

        @Override
        public void turned() {
            world().turned(CSentinel.this);
        }
    }
}
