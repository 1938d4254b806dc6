package io.reactivesentinel.engine.internal.stage;

import static io.reactivesentinel.engine.internal.stage.ElectionLife.NOBODY;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.ElectionLife.Memory;
import io.reactivesentinel.engine.internal.stage.ElectionLife.Vote;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One production {@link Sentinel} between its start and its crash, fed with single inputs by the exhaustive search, and the
 * disk below it.
 *
 * <p>Everything is decided by production objects, wired as in production: the Sentinel takes in questions, answers and ends
 * of saves, and its {@link Election}, {@link VoteRegister} and {@link Durability} judge. Three things are not left to it,
 * because the search wants them at any time rather than at the right time: when the master is down and an attempt begins
 * ({@link Election#start} is called), when an attempt's time is up (the clock jumps), and how a won failover ends (the
 * attempt is dropped). After each input the election looks and the step is ended, as {@link Sentinel#settle} does it; the
 * other stages do not look.
 */
final class ElectionMember implements Effects {

    private static final String[] IDS = {Bench.id(0xa), Bench.id(0xb), Bench.id(0xc)};
    private static final long PIECE_MS = 400;

    private record Saving(long version, Memory memory) {}

    private record Waiting(Vote vote, long version) {}

    private record Asked(int peer, long version) {}

    private final ElectionVariant variant;
    private final Sentinel sentinel;
    private final Self self;
    private final Step step;
    private final List<Conn> opening = new ArrayList<>();
    private final List<Waiting> votes = new ArrayList<>();
    private final Set<Asked> asked = new HashSet<>();
    private final List<Asked> justAsked = new ArrayList<>();
    private final Request[] questions = new Request[3];
    private final boolean[] answered = new boolean[3];
    private ElectionOutcome outcome = new ElectionOutcome();
    private Memory disk;
    private @Nullable Saving running;
    private @Nullable Saving next;
    private Vote told;
    private long version;
    private boolean retries;
    private long nowMs = 1_000_000;

    ElectionMember(Memory found, ElectionVariant variant) {
        this.variant = variant;
        this.disk = found;
        this.told = found.vote();
        List<MasterRecord.KnownSentinel> peers = new ArrayList<>();
        for (int peer = 1; peer <= 2; peer++) {
            peers.add(new MasterRecord.KnownSentinel(new InstanceAddress("10.0.1." + peer, 26379), IDS[peer]));
        }
        MasterRecord record = new MasterRecord(
                Bench.monitor(Bench.NAME, Bench.MASTER, variant.quorum()).build(),
                0,
                found.vote().epoch(),
                List.of(),
                peers,
                found.vote().leader() == NOBODY
                        ? Optional.empty()
                        : Optional.of(IDS[found.vote().leader()]));
        PersistentState state =
                new PersistentState(IDS[0], found.currentEpoch(), GlobalSettings.DEFAULT, List.of(record));
        this.sentinel =
                new Sentinel(state, Membership.member(26379), Timings.DEFAULT, bound -> 0, this, variant.rules());
        this.self = sentinel.self;
        this.step = new Step(self, this);
        sentinel.start(nowMs, nowMs);
        for (Conn conn : List.copyOf(opening)) {
            sentinel.accept(new Input.Opened(conn, "10.0.1.100"), nowMs, nowMs);
        }
        master().peers.values().forEach(peer -> {
            peer.confirmed = true;
            peer.identified = true;
        });
        outcome = new ElectionOutcome();
    }

    private MonitoredMaster master() {
        return self.masters.get(Bench.NAME);
    }

    private Election election() {
        return master().pipeline().election();
    }

    private Peer peer(int peer) {
        return master().peers.get(IDS[peer]);
    }

    private static int number(@Nullable String id) {
        int at = Arrays.asList(IDS).indexOf(id);
        return at < 0 ? NOBODY : at;
    }

    /** Feeds one input and answers what came of it. */
    ElectionOutcome handle(ElectionInput input) {
        outcome = new ElectionOutcome();
        Vote before = vote();
        step.at(nowMs, nowMs);
        switch (input.kind()) {
            case START -> {
                election().advance(false, step);
                election().start(false, step);
            }
            case TIME_PASSES -> pass();
            case ASKED -> ask(input.peer(), input.epoch());
            case ANSWERED -> answer(input);
            case SAVED -> saved(true, true);
            case FAILED_EARLY -> saved(false, false);
            case FAILED_LATE -> saved(false, true);
        }
        boolean mayVote = input.kind() == ElectionInput.Kind.START || input.kind() == ElectionInput.Kind.ASKED;
        boolean voted = mayVote && !vote().equals(before);
        settle(voted);
        return outcome;
    }

    private void pass() {
        MonitoredMaster master = master();
        if (master.attempt != null && !master.attempt.is(FailoverState.WAIT_START)) {
            master.attempt = null;
        }
        long untilMs = nowMs + self.timings.electionTimeoutMs() + 1;
        while (nowMs < untilMs) {
            nowMs = Math.min(untilMs, nowMs + PIECE_MS);
            step.at(nowMs, nowMs);
            self.stall.observe(step);
        }
    }

    private void ask(int peer, long epoch) {
        Command.AskDown question = new Command.AskDown(Bench.MASTER.host(), Bench.MASTER.port(), epoch, IDS[peer]);
        answered[peer] = false;
        accept(new Input.Called(new Call<>(question, new Answer<Command.DownAnswer>() {
            @Override
            public void accept(Command.DownAnswer given) {
                answered[peer] = true;
                outcome.tellsVote(peer, number(given.leader()), given.leaderEpoch(), disk);
            }

            @Override
            public void refuse(Refusal refusal) {
                throw new IllegalStateException(refusal.toString());
            }
        })));
        if (!answered[peer]) {
            justAsked.add(new Asked(peer, 0));
        }
    }

    /** The answer counts as one to the newest question to that peer, whichever it belonged to. */
    private void answer(ElectionInput input) {
        answer(input, questions[input.peer()]);
        if (!variant.attributed()) {
            answer(input, questions[3 - input.peer()]);
        }
    }

    private void answer(ElectionInput input, @Nullable Request question) {
        if (question != null) {
            question.answered = false;
            String leader = input.leader() == NOBODY ? "*" : IDS[input.leader()];
            accept(new Input.Replied(question, FakePeer.vote(leader, input.epoch())));
        }
    }

    private void saved(boolean well, boolean written) {
        Saving ended = running;
        if (ended == null) {
            throw new IllegalStateException("no save is under way");
        }
        if (written) {
            disk = ended.memory;
        }
        running = next;
        next = null;
        if (variant.disk() != ElectionVariant.Disk.HASTY) {
            tell(ended.version, well || variant.disk() == ElectionVariant.Disk.LYING);
        }
    }

    private void tell(long upTo, boolean well) {
        for (Waiting each : votes) {
            if (well && each.version <= upTo) {
                told = each.vote;
            }
        }
        votes.removeIf(each -> each.version <= upTo);
        asked.removeIf(each -> each.version <= upTo);
        retries = !well;
        accept(well ? new Input.Saved(upTo, 2) : new Input.SaveFailed(upTo, "disk full"));
    }

    private void accept(Input input) {
        sentinel.accept(input, nowMs, nowMs);
    }

    private void settle(boolean voted) {
        election().advance(false, step);
        long versionBefore = version;
        self.durability.endStep(step);
        self.takeAwake();
        if (voted) {
            votes.add(new Waiting(vote(), version));
        }
        justAsked.forEach(each -> asked.add(new Asked(each.peer, version)));
        justAsked.clear();
        if (variant.disk() == ElectionVariant.Disk.HASTY && version != versionBefore) {
            tell(version, true);
            settle(false);
        }
        if (self.durability.durableEpoch() > disk.currentEpoch()) {
            outcome.fault("hellos name an epoch that is not on disk");
        }
    }

    private Vote vote() {
        return new Vote(number(master().leader), master().leaderEpoch);
    }

    /** What it is by now. */
    ElectionLife life() {
        MonitoredMaster master = master();
        long runningVersion = running == null ? 0 : running.version;
        List<ElectionLife.Pending> pending = new ArrayList<>();
        votes.forEach(each -> pending.add(new ElectionLife.Pending(each.vote, each.version > runningVersion)));
        Set<ElectionLife.Asking> asking = new HashSet<>();
        asked.forEach(each -> asking.add(new ElectionLife.Asking(each.peer, each.version > runningVersion)));
        return new ElectionLife(
                disk,
                running == null ? null : running.memory,
                next == null ? null : next.memory,
                self.durability.isFailing(),
                retries,
                self.currentEpoch,
                vote(),
                told,
                master.burntEpoch <= told.epoch() ? 0 : master.burntEpoch,
                attempt(master.attempt),
                seen(1),
                seen(2),
                pending,
                asking);
    }

    private ElectionLife.@Nullable Running attempt(@Nullable Attempt attempt) {
        if (attempt == null) {
            return null;
        }
        boolean leads = !attempt.is(FailoverState.WAIT_START);
        return new ElectionLife.Running(
                attempt.epoch,
                attempt.voteDurable,
                leads,
                !leads && nowMs > attempt.startedMs,
                ballot(attempt, leads, 1),
                ballot(attempt, leads, 2));
    }

    private ElectionLife.Ballot ballot(Attempt attempt, boolean leads, int peer) {
        if (leads) {
            return ElectionLife.Ballot.OPEN;
        }
        return switch (attempt.vote(peer(peer)).ballot) {
            case OPEN -> ElectionLife.Ballot.OPEN;
            case MINE -> ElectionLife.Ballot.MINE;
            case OTHER, UNKNOWN, NEVER, PASSED -> ElectionLife.Ballot.AGAINST;
        };
    }

    /** A vote of that peer in an epoch so late that our next attempt will be overtaken by it. */
    private long seen(int peer) {
        long epoch = peer(peer).votedEpoch;
        return epoch > self.currentEpoch + 1 ? epoch : 0;
    }

    // What the Sentinel wants done

    @Override
    public void open(Conn conn) {
        if (conn.purpose() == Conn.Purpose.COMMAND && conn.address().port() == 26379) {
            opening.add(conn);
        }
    }

    @Override
    public void resolve(String host) {}

    @Override
    public void close(Conn conn, boolean abort) {}

    @Override
    public void send(Request request) {
        if (request.kind == Request.Kind.VOTE && request.instance instanceof Peer peer) {
            int to = number(peer.id);
            questions[to] = request;
            outcome.asksForVote(to, Long.parseLong(request.words().get(4)), disk);
        }
    }

    @Override
    public void save(long newVersion, PersistentState state) {
        MasterRecord record = state.masters().get(0);
        Vote vote = new Vote(number(record.leader().orElse(null)), record.leaderEpoch());
        Saving saving = new Saving(newVersion, new Memory(state.currentEpoch(), vote));
        version = newVersion;
        retries = false;
        if (running == null) {
            running = saving;
        } else {
            next = saving;
        }
    }

    @Override
    public void publish(SentinelEvent event) {
        if (event.type() == EventType.FAULTED) {
            outcome.fault(event.toString());
        } else if (event instanceof VoteEvent vote) {
            outcome.tellsVote(0, number(vote.candidateId()), vote.epoch(), disk);
        } else if (event.type() == EventType.ELECTED_LEADER && event instanceof FailoverEvent failover) {
            Attempt attempt = master().attempt;
            outcome.elected(
                    failover.epoch(),
                    attempt.vote(peer(1)).ballot == Attempt.Ballot.MINE,
                    attempt.vote(peer(2)).ballot == Attempt.Ballot.MINE);
        }
    }

    @Override
    public void log(EventLevel level, String text) {}

    @Override
    public void failoverDelayed(String name, long notBeforeWallMs) {}

    @Override
    public void startScript(ScriptStart start) {}

    @Override
    public void killScript(long id) {}

    @Override
    public void crash() {
        throw new UnsupportedOperationException("nobody simulates a failure here");
    }

    @Override
    public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {}

    @Override
    public boolean wantsPingResults() {
        return false;
    }
}
