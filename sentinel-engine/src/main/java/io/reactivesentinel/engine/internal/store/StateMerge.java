package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what an operator's file says and what a separate state file remembers.
 *
 * <p>One rule, setting by setting: what the operator has changed since the state was written holds; everything else is as
 * it was when the Sentinel ended, whatever SENTINEL SET, MONITOR, REMOVE or a failover made of it. Epochs never fall.
 */
final class StateMerge {

    private final PersistentState base;
    private final PersistentState now;
    private final PersistentState stored;

    private StateMerge(PersistentState base, PersistentState now, PersistentState stored) {
        this.base = base;
        this.now = now;
        this.stored = stored;
    }

    /**
     * The state to begin with.
     *
     * @param base what the operator's file said when the state was written
     * @param now what it says
     * @param stored what was in force when the state was written
     */
    static PersistentState merge(PersistentState base, PersistentState now, PersistentState stored) {
        return new StateMerge(base, now, stored).merge();
    }

    private PersistentState merge() {
        boolean newId = SeparateState.hasId(now) && !now.myId().equals(base.myId());
        Map<String, MasterRecord> before = byName(base);
        Map<String, MasterRecord> saved = byName(stored);
        List<MasterRecord> masters = new ArrayList<>();
        for (MasterRecord master : now.masters()) {
            String name = master.settings().name();
            MasterRecord merged = master(before.get(name), master, saved.remove(name));
            if (merged != null) {
                masters.add(merged);
            }
        }
        // What is left was added at run time, or has gone from the operator's file.
        saved.values().stream()
                .filter(master -> !before.containsKey(master.settings().name()))
                .forEach(masters::add);
        return new PersistentState(
                newId ? now.myId() : stored.myId(),
                Math.max(now.currentEpoch(), stored.currentEpoch()),
                settings(),
                masters);
    }

    private static Map<String, MasterRecord> byName(PersistentState state) {
        Map<String, MasterRecord> byName = new LinkedHashMap<>();
        state.masters().forEach(master -> byName.put(master.settings().name(), master));
        return byName;
    }

    /** One setting: the operator's if it was changed, else the one that was saved. */
    private static <T, S> T pick(Function<S, T> setting, S before, S after, S saved) {
        T value = setting.apply(after);
        return value.equals(setting.apply(before)) ? setting.apply(saved) : value;
    }

    private GlobalSettings settings() {
        GlobalSettings before = base.settings();
        GlobalSettings after = now.settings();
        GlobalSettings saved = stored.settings();
        return new GlobalSettings(
                pick(GlobalSettings::announceIp, before, after, saved),
                pick(GlobalSettings::announcePort, before, after, saved),
                pick(GlobalSettings::resolveHostnames, before, after, saved),
                pick(GlobalSettings::announceHostnames, before, after, saved),
                pick(GlobalSettings::denyScriptsReconfig, before, after, saved),
                pick(GlobalSettings::sentinelUser, before, after, saved),
                pick(GlobalSettings::sentinelPass, before, after, saved),
                pick(GlobalSettings::logLevel, before, after, saved),
                pick(GlobalSettings::users, before, after, saved));
    }

    /** {@code null} for a master that was removed at run time and that the operator has not touched since. */
    private static @Nullable MasterRecord master(
            @Nullable MasterRecord before, MasterRecord after, @Nullable MasterRecord saved) {
        if (saved == null) {
            return before != null && before.settings().equals(after.settings()) ? null : after;
        }
        // Added at run time, and to the operator's file as well: every line of that is a change, but for the address,
        // which a failover may have made obsolete.
        MasterRecord reference = before == null ? defaultsOf(after) : before;
        return new MasterRecord(
                settings(reference.settings(), after.settings(), saved.settings()),
                Math.max(after.configEpoch(), saved.configEpoch()),
                Math.max(after.leaderEpoch(), saved.leaderEpoch()),
                changes(reference.replicas(), after.replicas(), saved.replicas()),
                changes(reference.sentinels(), after.sentinels(), saved.sentinels()));
    }

    private static MasterRecord defaultsOf(MasterRecord master) {
        MonitorConfig settings = master.settings();
        return MasterRecord.fresh(MonitorConfig.builder(
                        settings.name(),
                        settings.address().host(),
                        settings.address().port(),
                        settings.quorum())
                .build());
    }

    private static MonitorConfig settings(MonitorConfig before, MonitorConfig after, MonitorConfig saved) {
        return new MonitorConfig(
                after.name(),
                pick(MonitorConfig::address, before, after, saved),
                pick(MonitorConfig::quorum, before, after, saved),
                pick(MonitorConfig::downAfter, before, after, saved),
                pick(MonitorConfig::failoverTimeout, before, after, saved),
                pick(MonitorConfig::parallelSyncs, before, after, saved),
                pick(MonitorConfig::authUser, before, after, saved),
                pick(MonitorConfig::authPass, before, after, saved),
                pick(MonitorConfig::notificationScript, before, after, saved),
                pick(MonitorConfig::clientReconfigScript, before, after, saved),
                pick(MonitorConfig::masterRebootDownAfter, before, after, saved),
                pick(MonitorConfig::renamedCommands, before, after, saved));
    }

    /** The saved list with the lines that the operator has added since, and without those that are gone. */
    private static <T> List<T> changes(List<T> before, List<T> after, List<T> saved) {
        Set<T> result = new LinkedHashSet<>(saved);
        before.stream().filter(line -> !after.contains(line)).forEach(result::remove);
        after.stream().filter(line -> !before.contains(line)).forEach(result::add);
        return new ArrayList<>(result);
    }
}
