package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HealthEvent;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what breaks at one master from the others: it is set aside, gives no votes and leads nothing, and is begun anew
 * once.
 *
 * <p>It begins anew from what it saves, never from less: otherwise a vote on its way to the disk could be given twice.
 */
final class Quarantine {

    /** Begins to watch a master from what is remembered of it. */
    interface Reloading {
        void reload(MasterRecord record, Step step);
    }

    private final Links links;
    private final Reloading reloading;
    private final Set<String> faultedBefore = new HashSet<>();

    Quarantine(Links links, Reloading reloading) {
        this.links = links;
        this.reloading = reloading;
    }

    /** Does some work for a master; answers no when that broke and the master is set aside. */
    boolean run(MonitoredMaster master, Runnable work, Step step) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            step.effects.log(EventLevel.WARNING, "A defect at master " + master.name + ": " + trace(e));
            fault(master, e.toString(), step);
            return false;
        }
    }

    private static String trace(RuntimeException e) {
        StringBuilder text = new StringBuilder(e.toString());
        for (StackTraceElement frame : e.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    void fault(MonitoredMaster master, String reason, Step step) {
        if (master.fault != null) {
            return;
        }
        MasterRecord record = master.record();
        boolean again = !faultedBefore.add(master.name);
        master.fault = reason;
        step.publish(new HealthEvent(EventType.FAULTED, Optional.of(master.name), reason, step.wallMs));
        try {
            master.pipeline().stop(links, step);
        } catch (RuntimeException e) {
            step.effects.log(EventLevel.WARNING, "It could not even be stopped: " + e);
        }
        if (!again) {
            reloading.reload(record, step);
        }
    }

    /** The master is watched no more; one of that name that comes later has its chance again. */
    void forget(String name) {
        faultedBefore.remove(name);
    }
}
