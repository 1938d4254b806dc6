package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A process on a host: it lives, stands still and dies. Whatever happens to it happens in one of its lives; what was meant
 * for an earlier one is lost, what arrives while it stands still waits.
 */
public abstract class SimProcess {

    /** From one start to the end of the process. */
    public final class Life {

        private boolean over;

        /** Does something in this life: now, when the process goes on, or never when it is over. */
        public void run(Runnable task) {
            if (over) {
                return;
            }
            if (paused || !backlog.isEmpty()) {
                backlog.add(task);
            } else {
                task.run();
            }
        }

        /** Does something after a time that the process's own clock measures. */
        public EventQueue.Event in(long localUs, Runnable task) {
            return world.queue().in(clock.worldUs(localUs), () -> run(task));
        }

        /** Whether the process has ended or begun anew since. */
        public boolean isOver() {
            return over;
        }

        /** Whose life it is. */
        public SimProcess process() {
            return SimProcess.this;
        }
    }

    private final World world;
    private final String name;
    private final SimHost host;
    private final int port;
    private final LocalClock clock;
    private final ArrayDeque<Runnable> backlog = new ArrayDeque<>();
    private @Nullable Life life;
    private boolean paused;
    private int pauseAfter = -1;
    private Runnable onPause = () -> {};

    SimProcess(World world, String name, SimHost host, int port) {
        this.world = world;
        this.name = name;
        this.host = host;
        this.port = port;
        this.clock = new LocalClock(world.queue(), world.chance().between(1_000_000, 100_000_000_000L));
    }

    /** Begins its work; called once in each life. */
    abstract void begin(Life newLife);

    /** Its life has ended; nothing it does now has an effect. */
    abstract void ended(Life oldLife);

    World world() {
        return world;
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** Where it runs. */
    public SimHost host() {
        return host;
    }

    /** Where it listens at present. */
    public InstanceAddress address() {
        return new InstanceAddress(world.network().names().of(host), port);
    }

    int port() {
        return port;
    }

    /** Its clocks. */
    public LocalClock clock() {
        return clock;
    }

    /** The life it is in; {@code null} when it is dead. */
    @Nullable
    Life life() {
        return life;
    }

    /** Whether it lives, standing still or not. */
    public boolean isAlive() {
        return life != null;
    }

    /** Whether it lives and does not stand still. */
    public boolean isRunning() {
        return life != null && !paused;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Starts it, if it is dead, its host has power and nobody else has its port. */
    public void start() {
        if (life == null && host.isUp() && !world.network().isTaken(host, port)) {
            Life begun = new Life();
            life = begun;
            paused = false;
            backlog.clear();
            world.note(this, "starts");
            begin(begun);
        }
    }

    /** Ends it without any warning, as kill -9 does. */
    public void crash() {
        Life old = life;
        if (old == null) {
            return;
        }
        world.note(this, "is killed");
        life = null;
        old.over = true;
        paused = false;
        backlog.clear();
        clock.thaw();
        pauseAfter = -1;
        world.network().lifeEnded(old);
        ended(old);
    }

    /** It stands still, as by SIGSTOP: nothing is done until it goes on. */
    public void pause() {
        if (life != null && !paused) {
            world.note(this, "stands still");
            paused = true;
        }
    }

    /** It goes on and does what has come together meanwhile. */
    public void resume() {
        pauseAfter = -1;
        if (!paused) {
            return;
        }
        world.note(this, "goes on");
        clock.thaw();
        paused = false;
        while (!paused && !backlog.isEmpty()) {
            Runnable next = backlog.remove();
            if (life == null) {
                return;
            }
            next.run();
        }
    }

    /** It will stand still in the middle of what it does: after that many more of its effects. */
    void pauseAfterEffects(int effects, Runnable then) {
        pauseAfter = effects;
        onPause = then;
    }

    /** One more effect of it is about to leave; answers whether it may, or has to wait with all that follow. */
    boolean mayAct() {
        if (paused) {
            return false;
        }
        if (pauseAfter >= 0 && pauseAfter-- == 0) {
            pause();
            onPause.run();
            return false;
        }
        return true;
    }

    /** Lets an effect wait until the process goes on. */
    void defer(Runnable effect) {
        backlog.add(effect);
    }

    @Override
    public String toString() {
        return name;
    }
}
