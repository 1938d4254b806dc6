package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Redis server from one start to its end: its role, its connections, its data. */
final class RedisServer implements Service {

    private static final long CRON_US = 1_000_000;
    private static final int SELECT_BYTES = 23;

    private final RedisNode node;
    private final SimProcess.Life life;
    private final Dataset data;
    private final String runId;
    private final RedisCommands commands;
    private final MasterLink masterLink;
    private final Replicas replicas;
    private final NodeFailover failover;
    private final Pauses pauses;
    private final InfoText info;
    private final Set<RedisSession> sessions = new LinkedHashSet<>();
    private final Map<String, Set<RedisSession>> subscribers = new LinkedHashMap<>();
    private final List<RedisSession> postponed = new ArrayList<>();
    private @Nullable InstanceAddress master;
    private boolean loading;
    private boolean selects = true;
    private long sessionIds;
    private long changes;

    RedisServer(RedisNode node, SimProcess.Life life, Dataset data, String runId, @Nullable InstanceAddress master) {
        this.node = node;
        this.life = life;
        this.data = data;
        this.runId = runId;
        this.master = master;
        this.commands = new RedisCommands(this);
        this.masterLink = new MasterLink(this);
        this.replicas = new Replicas(this);
        this.failover = new NodeFailover(this);
        this.pauses = new Pauses(this);
        this.info = new InfoText(this);
    }

    /** Listens, reads what is on the disk, and only then looks for its master. */
    void begin(boolean knowsItsPast) {
        node.world().network().listen(life, this);
        loading = node.loadMs > 0 && data.hasData();
        if (loading) {
            life.in(node.loadMs * 1_000, () -> loaded(knowsItsPast));
        } else {
            loaded(knowsItsPast);
        }
    }

    private void loaded(boolean knowsItsPast) {
        loading = false;
        changed();
        if (master != null) {
            masterLink.begin(knowsItsPast);
        }
        life.in(node.world().chance().between(1, CRON_US), this::cron);
    }

    private void cron() {
        if (!node.isBusy()) {
            masterLink.cron();
            replicas.cron();
            failover.check();
        }
        life.in(CRON_US, this::cron);
    }

    // --- Its parts.

    RedisNode node() {
        return node;
    }

    SimProcess.Life life() {
        return life;
    }

    Dataset data() {
        return data;
    }

    RedisCommands commands() {
        return commands;
    }

    MasterLink masterLink() {
        return masterLink;
    }

    Replicas replicas() {
        return replicas;
    }

    NodeFailover failover() {
        return failover;
    }

    Pauses pauses() {
        return pauses;
    }

    InfoText info() {
        return info;
    }

    String runId() {
        return runId;
    }

    Set<RedisSession> sessions() {
        return sessions;
    }

    long nowMs() {
        return node.clock().monotonicMs();
    }

    // --- Its role.

    @Nullable
    InstanceAddress master() {
        return master;
    }

    boolean isMaster() {
        return master == null;
    }

    /** Whether it reads a data set at present: its own, or the copy of its master's. */
    boolean isLoading() {
        return loading || masterLink.isLoading();
    }

    /** Something that INFO shows is different now. */
    void changed() {
        changes++;
    }

    long changes() {
        return changes;
    }

    /** SLAVEOF NO ONE. */
    void becomeMaster() {
        if (master == null) {
            return;
        }
        master = null;
        masterLink.end();
        data.shift(node.newReplid());
        selects = true;
        replicas.dropAll();
        node.world().note(node, "is a master now, from offset " + data.offset());
        roleChanged();
    }

    /** SLAVEOF somebody else than now. */
    void follow(InstanceAddress newMaster) {
        boolean wasMaster = master == null;
        if (wasMaster) {
            data.keepBacklog(data.replid());
        }
        master = newMaster;
        node.world().note(node, "follows " + newMaster + " now");
        roleChanged();
        masterLink.follow(wasMaster);
    }

    private void roleChanged() {
        changed();
        node.world().roleChanged(node);
    }

    // --- Writes and messages.

    /** The next piece of the stream begins with a SELECT, as after every full copy. */
    void selectAgain() {
        selects = true;
    }

    /** Puts a command into the stream; answers where it ends there. */
    private long append(List<String> words) {
        int bytes = 4 + (selects ? SELECT_BYTES : 0);
        for (String word : words) {
            bytes += 5 + word.length() + (word.length() > 9 ? 2 : 1);
        }
        selects = false;
        return data.append(bytes);
    }

    /** Adds a write to the history; the answer leaves without waiting for any replica. */
    long write(List<String> words) {
        long end = append(words);
        data.lineage().wrote(end);
        changed();
        replicas.feed();
        return end;
    }

    /** A client's message: for its own subscribers, and through the stream for those of its replicas. */
    int publish(List<String> words) {
        String channel = words.get(1);
        String message = words.get(2);
        if (isMaster()) {
            long end = append(words);
            data.lineage().published(end, channel, message);
            changed();
            replicas.feed();
        }
        return deliver(channel, message);
    }

    int deliver(String channel, String message) {
        Set<RedisSession> to = subscribers.get(channel);
        if (to == null || to.isEmpty()) {
            return 0;
        }
        RespValue push = new RespValue.Push(
                List.of(RespValue.bulk("message"), RespValue.bulk(channel), RespValue.bulk(message)));
        for (RedisSession each : List.copyOf(to)) {
            each.push(push);
        }
        return to.size();
    }

    void subscribe(RedisSession session, String channel) {
        session.channels.add(channel);
        subscribers.computeIfAbsent(channel, unused -> new LinkedHashSet<>()).add(session);
    }

    void unsubscribe(RedisSession session, String channel) {
        session.channels.remove(channel);
        Set<RedisSession> known = subscribers.get(channel);
        if (known != null) {
            known.remove(session);
        }
    }

    // --- Connections.

    @Override
    public Session accept(Client client) {
        RedisSession session = new RedisSession(this, client, ++sessionIds);
        sessions.add(session);
        return session;
    }

    void left(RedisSession session) {
        sessions.remove(session);
        postponed.remove(session);
        for (String channel : List.copyOf(session.channels)) {
            unsubscribe(session, channel);
        }
        replicas.left(session);
    }

    void postponed(RedisSession session) {
        postponed.add(session);
    }

    /** Commands that waited for the end of a pause may try again. */
    void goOn() {
        List<RedisSession> waited = List.copyOf(postponed);
        postponed.clear();
        for (RedisSession each : waited) {
            each.goOn();
        }
    }
}
