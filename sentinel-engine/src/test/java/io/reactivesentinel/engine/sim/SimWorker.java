package io.reactivesentinel.engine.sim;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** The thread of one life of a process: what it is given happens a moment later, one after the other. */
final class SimWorker implements Scheduler.Worker {

    private static final long SWITCH_US = 15;

    private final SimProcess.Life life;
    private final Chance chance;
    private final Runnable afterEach;

    SimWorker(SimProcess.Life life, Chance chance, Runnable afterEach) {
        this.life = life;
        this.chance = chance;
        this.afterEach = afterEach;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return planned(SWITCH_US, task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return planned(unit.toMicros(delay) + chance.below(200), task);
    }

    private Disposable planned(long delayUs, Runnable task) {
        EventQueue.Event event = life.in(delayUs, () -> {
            task.run();
            afterEach.run();
        });
        return event::cancel;
    }

    @Override
    public void dispose() {
        throw new IllegalStateException("the loop of a simulated engine is not stopped, its process is killed");
    }
}
