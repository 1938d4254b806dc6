package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A Sentinel on a bench, with two replicas and two others, for tests outside of this package that ask it anything. */
public final class FuzzedSentinel implements Consumer<Call<?>> {
    /** The name of its master. */
    public static final String MASTER = Bench.NAME;

    private final Bench bench = Bench.threeSentinels();
    private int eventsTaken;

    /** One that runs for a while, so that it has met everybody. */
    public FuzzedSentinel() {
        bench.settled();
    }

    @Override
    public void accept(Call<?> call) {
        bench.handle(new Input.Called(call));
    }

    /** Lets time pass. */
    public void run(long ms) {
        bench.run(ms);
    }

    /** What happened since this was asked. */
    public List<SentinelEvent> takeEvents() {
        List<SentinelEvent> taken = List.copyOf(bench.events.subList(eventsTaken, bench.events.size()));
        eventsTaken = bench.events.size();
        return taken;
    }

    /** The states that were saved since this was asked. */
    public List<PersistentState> takeSaved() {
        List<PersistentState> taken = new ArrayList<>();
        bench.saves.forEach(save -> taken.add(save.state()));
        bench.saves.clear();
        return taken;
    }

    /** Whether a defect stopped the supervision of a master. */
    public boolean isFaulted() {
        return bench.happened(EventType.FAULTED);
    }
}
