package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;

/** Rules of which one about handing over is broken on purpose. */
public final class HandOverVariants {

    private HandOverVariants() {}

    private static Probe.RuleBook handing(HandOverRules broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            HandOverRules handOver() {
                return broken;
            }
        });
    }

    /** What the successor says of itself is enough. */
    public static Probe.RuleBook halfProved() {
        return handing(new HandOverRules() {
            @Override
            boolean isDone(Info master, DataNode successor) {
                return successor.reports(InstanceKind.MASTER);
            }
        });
    }
}
