package io.reactivesentinel.engine.internal.stage;

/** How many Sentinels there are, by the {@link Electorate} of the rules, and what that demands. */
final class Voters {

    private Voters() {}

    static int count(MonitoredMaster master, Step step) {
        return step.self.rules.electorate().count(master, step);
    }

    static int needed(MonitoredMaster master, Step step) {
        return step.self.rules.needed(count(master, step), master.settings.quorum());
    }

    static int majority(MonitoredMaster master, Step step) {
        return step.self.rules.majority(count(master, step));
    }
}
