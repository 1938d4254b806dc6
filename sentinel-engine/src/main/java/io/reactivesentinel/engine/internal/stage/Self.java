package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this Sentinel knows about itself, shared by the pipelines of all its masters. */
final class Self {

    final String myId;
    final Membership membership;
    final RandomSource random;
    final Stall stall = new Stall();
    final RoundTrips roundTrips = new RoundTrips();
    final TimerQueue timers = new TimerQueue();
    final Durability durability;
    final Scripts scripts = new Scripts();
    final Names names = new Names(this);
    final Rules rules;
    final Map<String, MonitoredMaster> masters = new LinkedHashMap<>();
    final AddressBook addresses = new AddressBook();

    /** Written by the decision loop; read by whoever needs the settings or periods of this moment. */
    volatile GlobalSettings settings;

    volatile Timings timings;

    /** Where the process is to die, for SENTINEL SIMULATE-FAILURE. */
    Set<Command.FailurePoint> failurePoints = Set.of();

    /** The highest epoch seen or created; never falls. */
    long currentEpoch;

    /** The epoch this Sentinel created last, and when: masters that are ready in one instant share it. */
    long createdEpoch = -1;

    long createdEpochMs = Time.NEVER;

    private @Nullable Quarantine quarantine;
    private final Set<MonitoredMaster> awake = new LinkedHashSet<>();
    private final Timer saveTimer = new Timer(() -> {});

    Self(
            String myId,
            Membership membership,
            RandomSource random,
            Rules rules,
            GlobalSettings settings,
            Timings timings,
            long currentEpoch) {
        this.myId = myId;
        this.membership = membership;
        this.random = random;
        this.rules = rules;
        this.settings = settings;
        this.timings = timings;
        this.currentEpoch = currentEpoch;
        this.durability = new Durability(currentEpoch);
    }

    /** Said once, before anything else happens. */
    void quarantine(Quarantine guard) {
        quarantine = guard;
    }

    /** Keeps what breaks at one master from the others. */
    Quarantine quarantine() {
        if (quarantine == null) {
            throw new IllegalStateException("not put together yet");
        }
        return quarantine;
    }

    /** A master has come, gone or moved; to be said before anybody else is told. */
    void addressChanged(String name) {
        MonitoredMaster master = masters.get(name);
        if (master == null) {
            addresses.remove(name);
        } else {
            addresses.put(name, master.node.address());
        }
    }

    /** The pipeline of this master has to be looked at before the step ends. */
    void wake(MonitoredMaster master) {
        awake.add(master);
    }

    void wakeAll() {
        awake.addAll(masters.values());
    }

    List<MonitoredMaster> takeAwake() {
        if (awake.isEmpty()) {
            return List.of();
        }
        List<MonitoredMaster> taken = new ArrayList<>(awake);
        awake.clear();
        return taken;
    }

    boolean hasAwake() {
        return !awake.isEmpty();
    }

    /** What a name stands for has changed: what was told in names is read again. */
    void namesChanged(Step step) {
        for (MonitoredMaster master : List.copyOf(masters.values())) {
            if (master.fault == null) {
                quarantine().run(master, () -> master.pipeline().namesChanged(step), step);
            }
        }
    }

    void wakeForSave(long dueMs) {
        timers.schedule(saveTimer, dueMs);
    }

    long slotMs(long nowMs) {
        return roundTrips.slotMs(nowMs, durability.lastSaveMs());
    }

    long withdrawMs(long nowMs) {
        return roundTrips.withdrawMs(nowMs, durability.lastSaveMs());
    }

    PersistentState snapshot() {
        List<MasterRecord> records = new ArrayList<>(masters.size());
        for (MonitoredMaster master : masters.values()) {
            records.add(master.record());
        }
        return new PersistentState(myId, currentEpoch, settings, records);
    }
}
