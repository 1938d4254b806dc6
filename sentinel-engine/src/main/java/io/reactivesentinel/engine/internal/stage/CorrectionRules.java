package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;

/** How long a stray node must have contradicted before it is brought back, and to what kind of master. */
class CorrectionRules {

    private static final int GRACE_PUBLISH_PERIODS = 4;

    /** Whether our master is worth following: it says that it is one, recently, and nobody holds it for down. */
    boolean isMasterSane(MonitoredMaster master, Step step) {
        DataNode node = master.node;
        return node.reports(InstanceKind.MASTER)
                && !node.sdown
                && !master.odown
                && step.nowMs - node.infoAtMs < 2 * step.self.timings.infoPeriodMs();
    }

    /** For one that says it is a master: time for the news of a failover to come to us. */
    long masterGraceMs(Step step) {
        return GRACE_PUBLISH_PERIODS * step.self.timings.publishPeriodMs();
    }

    /** For one that follows somebody else: time for a failover to end. */
    long replicaGraceMs(MonitoredMaster master) {
        return master.failoverTimeoutMs();
    }
}
