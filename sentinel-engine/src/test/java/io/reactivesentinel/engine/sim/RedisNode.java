package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server, after Redis 7.0.15: roles, replication ids and offsets, full and partial copies, INFO, Pub/Sub, the
 * commands a Sentinel and a writer use, and what is left of the data after a crash. Its faults are set from outside.
 *
 * <p>Known to differ: keys have no content and never go, and what a command that is no write would show of them is left out.
 */
public final class RedisNode extends SimProcess {

    private final Chance chance;
    private final Map<String, Lineage> known = new LinkedHashMap<>();
    private @Nullable RedisServer server;
    private Dataset data;
    private @Nullable InstanceAddress configuredMaster;
    private String runId = "";
    private @Nullable Lineage savedLineage;
    private long savedOffset;
    private boolean savedWithPast;
    private boolean livedBefore;
    private Persistence persistence = Persistence.NOTHING;
    private int priority = 100;
    private boolean busy;

    // What others of this package may set at any time; each takes effect at once.

    /** Whether it wants to be shown by Sentinels. */
    boolean announced = true;
    /** How much later than it arrives it takes in its master's stream. */
    long lagMs;
    /** What it makes of the truth when it is asked for INFO; {@code null} for nothing. */
    @Nullable
    UnaryOperator<String> infoLie;
    /** Whether INFO answers what it answered last. */
    boolean infoFrozen;
    /** Whether its disk is full, so that it refuses writes, and PING while it is a master. */
    boolean refusesWrites;
    /** Whether it lets itself be reconfigured; otherwise as with a user who may not. */
    boolean obeys = true;
    /** Whether CONFIG REWRITE has a file to write to. */
    boolean hasConfigFile = true;
    /** The run id it has at its next starts instead of one of its own. */
    @Nullable
    String forcedRunId;
    /** What it answers instead of what it is asked for, and to whom; {@code null} for nothing. */
    @Nullable
    Refusal refusal;
    /** What clients must say by AUTH; {@code null} for nothing. */
    @Nullable
    String password;
    /** How many replicas must have been heard lately for it to take writes. */
    int minReplicas;
    /** What lately means, in seconds. */
    int minReplicasMaxLagS = 10;
    /** How long reading a data set takes. */
    long loadMs = 200;
    /** How long a full copy waits before it is begun, {@code repl-diskless-sync-delay}. */
    long syncDelayMs = 1_000;
    /** How long a full copy is on its way. */
    long transferMs = 500;
    /** How long master and replica wait for each other, {@code repl-timeout}. */
    long replTimeoutMs = 60_000;
    /** How often a master pings its replicas through the stream. */
    int replPingEveryS = 10;
    /** How often it writes a snapshot. */
    long snapshotEveryMs = 60_000;

    RedisNode(World world, String name, SimHost host, int port) {
        super(world, name, host, port);
        this.chance = world.chance().fork();
        this.data = new Dataset(Lineage.empty(newReplid()), 0);
    }

    @Override
    void begin(Life newLife) {
        boolean replica = configuredMaster != null;
        boolean knowsItsPast = false;
        if (livedBefore) {
            knowsItsPast = reread(replica);
        }
        livedBefore = true;
        busy = false;
        infoFrozen = false;
        String forced = forcedRunId;
        runId = forced == null ? chance.hexId() : forced;
        RedisServer started = new RedisServer(this, newLife, data, runId, configuredMaster);
        server = started;
        started.begin(knowsItsPast);
        saved(data.hasBacklog());
        saveLater(newLife);
        world().roleChanged(this);
    }

    /** What a start finds on the disk; answers whether it is said there which history it belongs to. */
    private boolean reread(boolean replica) {
        Lineage snapshot = savedLineage;
        if (persistence == Persistence.EVERYTHING) {
            data = new Dataset(data.lineage().recount(newReplid(), data.offset()), 0);
        } else if (persistence == Persistence.SNAPSHOT && snapshot != null) {
            if (!savedWithPast) {
                data = new Dataset(snapshot.recount(newReplid(), savedOffset), 0);
            } else if (replica) {
                data = Dataset.reread(snapshot, savedOffset);
            } else {
                data = Dataset.reread(snapshot, savedOffset, newReplid());
            }
            return replica && savedWithPast;
        } else {
            data = new Dataset(Lineage.empty(newReplid()), 0);
        }
        return false;
    }

    private void saved(boolean withPast) {
        savedLineage = data.lineage();
        savedOffset = data.offset();
        savedWithPast = withPast;
    }

    private void saveLater(Life life) {
        life.in(snapshotEveryMs * 1_000, () -> {
            save();
            saveLater(life);
        });
    }

    /** Writes a snapshot now. */
    void save() {
        RedisServer running = server;
        if (running != null && !running.isLoading()) {
            saved(running.isMaster() ? data.hasBacklog() : running.masterLink().hasPast());
        }
    }

    /** A full copy has arrived; it is on the disk as a snapshot. */
    void copied() {
        saved(true);
    }

    @Override
    void ended(Life oldLife) {
        server = null;
        busy = false;
    }

    // --- How it is set up, and how it is broken.

    /** What its configuration file says: whom it follows after its next start, {@code null} for nobody. */
    void configured(@Nullable InstanceAddress master) {
        configuredMaster = master;
    }

    /** It has data from the beginning, as if written before the simulation; only before its first start. */
    void stock() {
        data.lineage().stock();
    }

    /** What it finds after a crash, from its next start on. */
    void persistence(Persistence kept) {
        persistence = kept;
    }

    /** {@code replica-priority}; 0 for never to be promoted. */
    void priority(int newPriority) {
        priority = newPriority;
        changed();
    }

    /** A script runs and does not end, or has ended. */
    void busy(boolean runs) {
        busy = runs;
        changed();
        world().note(this, runs ? "is busy with a script" : "is done with its script");
    }

    boolean isBusy() {
        return busy;
    }

    /** CONFIG SET; answers whether it knows the setting. */
    boolean set(String option, String value) {
        switch (option) {
            case "replica-priority", "slave-priority" -> priority = Integer.parseInt(value);
            case "replica-announced" -> announced = value.equals("yes");
            case "min-replicas-to-write", "min-slaves-to-write" -> minReplicas = Integer.parseInt(value);
            case "min-replicas-max-lag", "min-slaves-max-lag" -> minReplicasMaxLagS = Integer.parseInt(value);
            default -> {
                return false;
            }
        }
        changed();
        return true;
    }

    private void changed() {
        RedisServer running = server;
        if (running != null) {
            running.changed();
        }
    }

    /** What its master's ids stand for, told beside the wire. */
    void meet(Lineage lineage) {
        known.put(lineage.replid(), lineage);
    }

    Lineage known(String replid) {
        Lineage found = known.get(replid);
        if (found == null) {
            throw new IllegalStateException(name() + " was never shown the history " + replid);
        }
        return found;
    }

    String newReplid() {
        return chance.hexId();
    }

    // --- What it is, for those who watch; of a dead one, what it was, or will be.

    /** Whether it is a master. */
    public boolean isMaster() {
        return follows() == null;
    }

    /** Whom it follows; {@code null} when it is a master. */
    public @Nullable InstanceAddress follows() {
        RedisServer running = server;
        InstanceAddress master = running == null ? configuredMaster : running.master();
        return master == null ? null : world().network().names().identity(master);
    }

    /** Whether its link to its master is up. */
    public boolean isLinked() {
        RedisServer running = server;
        return running != null && running.masterLink().isUp();
    }

    /** The run id of its present or last life. */
    public String runId() {
        return runId;
    }

    /** Its replication id. */
    public String replicationId() {
        return data.replid();
    }

    /** The one it left at its promotion; forty zeros for none. */
    public String formerReplicationId() {
        return data.replid2();
    }

    /** How much of its history it has; 0 for a master that never had a replica. */
    public long offset() {
        return data.shownOffset();
    }

    /** Its priority. */
    public int priority() {
        return priority;
    }

    /** Whether it reads a data set. */
    public boolean isLoading() {
        RedisServer running = server;
        return running != null && running.isLoading();
    }

    /** Whether it has any data. */
    public boolean hasData() {
        return data.hasData();
    }

    /** Whether a FAILOVER goes on. */
    public boolean isHandingOver() {
        RedisServer running = server;
        return running != null && running.failover().goesOn();
    }

    /** Whether a client that reaches it could write now. */
    public boolean acceptsWrites() {
        RedisServer running = server;
        return running != null
                && isRunning()
                && running.isMaster()
                && !running.isLoading()
                && !busy
                && !refusesWrites
                && refusal == null
                && !running.pauses().holds(true)
                && (minReplicas == 0 || running.replicas().inTouch() >= minReplicas);
    }

    /** Whether a write is part of its data. */
    public boolean holds(WriteLog.Write write) {
        Lineage lineage = write.lineage();
        return lineage != null && data.holds(lineage, write.offset());
    }

    /** What INFO would say now if it told the truth; empty while it is dead. */
    public String info() {
        RedisServer running = server;
        return running == null ? "" : running.info().text();
    }
}
