package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;

/**
 * The decisions about one master, in one line: ping results → SDOWN → ODOWN → vote → promote.
 *
 * <p>Whatever arrives is noted by the stage it concerns; then all stages look, each at the verdict of the one before it and
 * at what it noted, act where their condition holds, and say when they want to look again. No condition can be missed, for
 * every look is at the state and not at the change.
 */
final class MasterPipeline {

    private final MonitoredMaster master;
    private final Questions questions;
    private final Topology topology;
    private final InfoPolling infos;
    private final Hellos hellos;
    private final Introductions introductions;
    private final SubjectiveDown subjectiveDown;
    private final ObjectiveDown objectiveDown;
    private final Retry retry;
    private final VoteRegister register;
    private final Election election;
    private final ConfigClaims claims;
    private final EqualEpochRepair repair;
    private final Reconfigure reconfigure;
    private final Failover failover;
    private final OperatorFailover operator;
    private final Switchover switchover;
    private final HandOver handOver;
    private final HandOverRescue rescue;
    private final RoleCorrection correction;
    private final OldMasterDemotion demotion;

    MasterPipeline(MonitoredMaster master, Links links, Step step) {
        this.master = master;
        this.questions = new Questions(master);
        this.topology = new Topology(master, links);
        this.infos = new InfoPolling(master, topology);
        this.hellos = new Hellos(master);
        this.introductions = new Introductions(master, links);
        this.subjectiveDown = new SubjectiveDown(master, links);
        this.objectiveDown = new ObjectiveDown(master, links, questions);
        this.retry = new Retry(master);
        this.register = new VoteRegister(master, retry);
        this.election = new Election(master, questions, register, retry, infos, objectiveDown);
        this.claims = new ConfigClaims(master, infos, new Adoption(master, topology, new Adopted()));
        this.repair = new EqualEpochRepair(master, register, infos, topology, hellos, new Adopted());
        this.reconfigure = new Reconfigure(master, infos);
        this.correction = new RoleCorrection(master, infos);
        this.handOver = new HandOver(master, links, infos);
        this.failover = new Failover(
                master,
                links,
                election,
                retry,
                infos,
                topology,
                hellos,
                reconfigure,
                claims,
                correction,
                questions,
                handOver,
                step.self.rules.replicaOrder());
        this.operator = new OperatorFailover(master, questions, election, failover);
        this.switchover = new Switchover(master, questions, infos, election, step.self.rules.replicaOrder());
        this.rescue = new HandOverRescue(master, questions, election);
        this.demotion = new OldMasterDemotion(master, links, infos, questions);
    }

    /** Lets every stage look, in the order in which they feed each other. */
    void advance(Step step) {
        if (!master.announced) {
            return;
        }
        introductions.advance(step);
        hellos.advance(step);

        boolean sdown = subjectiveDown.advance(step);
        boolean odown = objectiveDown.advance(sdown, step);
        operator.advance(step);
        switchover.advance(step);
        rescue.advance(step);
        boolean leads = election.advance(odown, step);
        failover.advance(leads, step);
        reconfigure.advance(step);

        claims.advance(step);
        repair.advance(step);
        demotion.advance(step);
        correction.advance(step);
        // Last, for how often a node is asked follows from what was just decided.
        infos.advance(step);
        step.self.timers.schedule(master.timer, step.takeWake());
    }

    Reconfigure reconfigure() {
        return reconfigure;
    }

    Topology topology() {
        return topology;
    }

    Introductions introductions() {
        return introductions;
    }

    Election election() {
        return election;
    }

    /** Whether the answer to a PING decides something although nobody is down. */
    boolean awaitsPong() {
        return demotion.isConfirming();
    }

    /** After a restart nobody remembers for whom we voted, only that we did. */
    void restarted(Step step) {
        if (master.leaderEpoch > master.configEpoch) {
            retry.restarted(retry.electionTimeoutMs(step) + step.self.slotMs(step.nowMs), step);
        }
    }

    /** What a name stands for has changed. */
    void namesChanged(Step step) {
        infos.namesChanged(step);
    }

    /** A request was answered. */
    void answered(Request request, RespValue value, Step step) {
        step.self.wake(master);
        Instance instance = request.instance;
        switch (request.kind) {
            case INFO -> {
                if (instance instanceof DataNode node) {
                    infos.answered(request, node, value, step);
                }
            }
            case HELLO -> {
                if (instance != null) {
                    hellos.answered(instance, value, step);
                }
            }
            case ASK, VOTE, REGISTER -> {
                if (instance instanceof Peer peer) {
                    downAnswered(request, peer, value, step);
                }
            }
            case VIEW -> {
                if (instance instanceof Peer peer) {
                    questions.viewed(request, peer, value, step);
                }
            }
            case ADDRESS -> questions.addressed(request, value, step);
            case MY_ID -> {
                if (instance instanceof Peer peer) {
                    introductions.identified(peer, value, step);
                }
            }
            case HAND_OVER -> {
                switchover.answered(request, value);
                handOver.answered(request, value, step);
            }
            case PING, SUBSCRIBE, IGNORED, QUEUED, EXEC -> {}
        }
    }

    private void downAnswered(Request request, Peer peer, RespValue value, Step step) {
        Questions.DownReply reply = questions.downReply(value);
        if (reply == null) {
            return;
        }
        if (request.context instanceof RepairBid bid) {
            bid.answered(peer, reply, step);
            return;
        }
        questions.noteReport(request, peer, reply, step);
        objectiveDown.answered(request, peer, step);
        if (request.kind == Request.Kind.VOTE) {
            election.answered(request, peer, reply, step);
        }
    }

    /** A peer asks about this master. */
    void asked(Command.AskDown question, Answer<Command.DownAnswer> answer, Step step) {
        step.self.wake(master);
        objectiveDown.hint(step);
        long votedBefore = master.leaderEpoch;
        register.asked(question, answer, step);
        if (master.leaderEpoch != votedBefore) {
            election.votedForAnother();
        }
    }

    /** A hello about this master, from whomever. */
    void heard(HelloMessage hello, Step step) {
        Self self = step.self;
        Peer peer = master.peers.get(hello.sentinelId());
        if (peer == null || !peer.isAt(hello.sentinel(), step)) {
            introductions.heard(hello, step);
            return;
        }
        if (!peer.confirmed) {
            return;
        }
        peer.lastHelloMs = step.nowMs;
        if (hello.currentEpoch() > self.currentEpoch) {
            long epoch = hello.currentEpoch();
            self.currentEpoch = epoch;
            self.durability.persist(master, new Durability.AfterDurable() {
                @Override
                public void durable(Step then) {
                    then.publish(new NewEpochEvent(epoch, master.name, then.wallMs));
                }

                @Override
                public void failed(Step then) {
                    // It stays in memory; hellos go on naming the one that is on disk.
                }
            });
        }
        claims.heard(peer, hello, step);
        repair.heard(hello, step);
        step.self.wake(master);
    }

    /** An operator wants a failover now: by handing over, or without asking the master. */
    void force(boolean coordinated, Answer<Command.Done> answer, Step step) {
        if (coordinated ? operator.isAsked() : switchover.isAsked()) {
            answer.refuse(Refusal.of(Refusal.Reason.FAILOVER_IN_PROGRESS));
        } else if (coordinated) {
            switchover.asked(answer, step);
        } else {
            operator.asked(answer, step);
        }
        step.self.wake(master);
    }

    /** Gives up whatever is under way; what waits for a save finds that it is gone. */
    void abandon(Step step) {
        if (master.attempt != null) {
            failover.drop(master.attempt, step);
        }
        claims.clear();
        repair.clear();
    }

    /** Forgets everything but settings, epochs and votes. */
    void reset(Step step) {
        abandon(step);
        introductions.clear(step);
        for (DataNode replica : List.copyOf(master.replicas.values())) {
            topology.removeReplica(replica, step);
        }
        for (Peer peer : List.copyOf(master.peers.values())) {
            topology.removePeer(peer, step);
        }
        master.odown = false;
        master.leader = null;
        master.node.forgetDown(step.nowMs);
        master.node.info = null;
        master.node.told = null;
        master.node.infoSentMs = Time.NEVER;
        master.node.nextInfoMs = step.nowMs;
        election.configChanged();
        master.changed();
        step.self.durability.persist();
        step.self.wake(master);
    }

    /** Ends everything that is under way, for the master is watched no more. */
    void stop(Links links, Step step) {
        operator.cancel();
        switchover.cancel();
        abandon(step);
        introductions.clear(step);
        for (Instance instance : master.instances()) {
            links.release(instance, step);
        }
        step.self.timers.cancel(master.timer);
    }

    /** What a newly adopted configuration means to the other stages. */
    private final class Adopted implements Adoption.Listener {

        @Override
        public void overtaken(Attempt attempt, InstanceAddress newAddress, Step step) {
            DataNode chosen = attempt.chosen;
            boolean promoted = attempt.isPastNoReturn();
            failover.drop(attempt, step);
            if (promoted && chosen != null && !chosen.address().equals(newAddress)) {
                correction.orphaned(chosen, step);
            }
        }

        @Override
        public void adopted(Step step) {
            claims.clear();
            repair.clear();
            election.configChanged();
        }
    }
}
