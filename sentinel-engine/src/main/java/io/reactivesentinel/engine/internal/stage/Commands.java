package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.protocol.HealthEvent;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MonitorEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries out what clients and the application ask; changes are answered when they are on disk. */
final class Commands {

    private final Self self;
    private final Links links;
    private final Set<String> absurd = new HashSet<>();
    private final OldQuorum oldQuorum = new OldQuorum();
    private final GlobalChanges globals;

    Commands(Self self, Links links) {
        this.self = self;
        this.links = links;
        this.globals = new GlobalChanges(self, links);
    }

    /** Answers once, whatever breaks on the way. */
    private static final class Once implements Answer<Object> {
        private final Answer<Object> answer;
        private boolean given;

        Once(Answer<Object> answer) {
            this.answer = answer;
        }

        @Override
        public void accept(Object value) {
            if (!given) {
                given = true;
                answer.accept(value);
            }
        }

        @Override
        public void refuse(Refusal refusal) {
            if (!given) {
                given = true;
                answer.refuse(refusal);
            }
        }
    }

    /** The compiler knows that each command comes with an answer of its own type; here it is told so once. */
    @SuppressWarnings("unchecked")
    <A> void execute(Call<A> call, Step step) {
        Command<A> command = call.command();
        Once answer = new Once((Answer<Object>) call.answer());
        if (!(command instanceof Command.Named<A> named)) {
            general(command, answer, step);
            return;
        }
        MonitoredMaster master = self.masters.get(named.master());
        if (master == null) {
            answer.refuse(Refusal.of(Reason.NO_SUCH_MASTER));
        } else if (!self.quarantine().run(master, () -> named(named, master, answer, step), step)) {
            answer.refuse(Refusal.of(Reason.FAULTED));
        }
    }

    @SuppressWarnings("unchecked")
    private void named(Command.Named<?> command, MonitoredMaster master, Answer<Object> answer, Step step) {
        if (command instanceof Command.Master) {
            answer.accept(Snapshots.of(master, step));
        } else if (command instanceof Command.Settings) {
            answer.accept(master.settings);
        } else if (command instanceof Command.Replicas) {
            answer.accept(master.replicas.values().stream()
                    .map(replica -> Snapshots.of(replica, step))
                    .toList());
        } else if (command instanceof Command.Sentinels) {
            answer.accept(master.peers.values().stream()
                    .map(peer -> Snapshots.of(peer, step))
                    .toList());
        } else if (command instanceof Command.CheckQuorum) {
            long usable =
                    master.peers.values().stream().filter(peer -> !peer.sdown).count();
            answer.accept(new Command.QuorumCheck(1 + (int) usable, 1 + master.peers.size(), master.settings.quorum()));
        } else if (command instanceof Command.Failover failover) {
            master.pipeline().force(failover.coordinated(), (Answer<Done>) (Answer<?>) answer, step);
        } else if (command instanceof Command.Remove) {
            remove(master, answer, step);
        } else if (command instanceof Command.Change change) {
            change(master, change, answer, step);
        }
    }

    @SuppressWarnings("unchecked")
    private void general(Command<?> command, Answer<Object> answer, Step step) {
        if (command instanceof Command.AskDown question) {
            askDown(question, (Answer<Command.DownAnswer>) (Answer<?>) answer, step);
        } else if (command instanceof Command.MasterAddress asked) {
            MonitoredMaster master = self.masters.get(asked.name());
            answer.accept(Optional.ofNullable(master).map(each -> each.node.shown()));
        } else if (command instanceof Command.Masters) {
            answer.accept(self.masters.values().stream()
                    .map(master -> Snapshots.of(master, step))
                    .toList());
        } else if (command instanceof Command.Summarize) {
            answer.accept(summary(step));
        } else if (command instanceof Command.PendingScripts) {
            answer.accept(self.scripts.pending(step));
        } else if (command instanceof Command.Hello hello) {
            hello(hello.payload(), step);
            answer.accept(Done.DONE);
        } else if (command instanceof Command.Reset reset) {
            answer.accept(reset(reset.pattern(), step));
        } else if (command instanceof Command.Monitor monitor) {
            monitor(monitor.settings(), answer, step);
        } else if (command instanceof Command.Globals) {
            answer.accept(self.settings);
        } else if (command instanceof Command.Configure configure) {
            globals.configure(configure, answer, step);
        } else if (command instanceof Command.Periods) {
            answer.accept(self.timings);
        } else if (command instanceof Command.Retime retime) {
            globals.retime(retime.change(), step);
            answer.accept(Done.DONE);
        } else if (command instanceof Command.InfoCache asked) {
            answer.accept(Snapshots.infos(asked.masters(), step));
        } else if (command instanceof Command.SimulateFailure simulate) {
            simulate(simulate.points(), step);
            answer.accept(Done.DONE);
        } else if (command instanceof Command.FlushConfig) {
            self.durability.persist(null, answering(answer, () -> {}, () -> {}));
        }
    }

    private Command.Summary summary(Step step) {
        return new Command.Summary(
                self.myId,
                self.currentEpoch,
                self.stall.isTilt(),
                self.stall.tiltAgeMs(step.nowMs),
                self.membership.votes() && !self.durability.isFailing(),
                self.masters.values().stream()
                        .map(master -> Snapshots.of(master, step))
                        .toList(),
                self.masters.values().stream()
                        .filter(master -> master.fault != null)
                        .map(master -> master.name)
                        .toList(),
                self.failurePoints.stream().mapToInt(Command.FailurePoint::bit).sum(),
                self.scripts.running(),
                self.scripts.queued());
    }

    private void simulate(Set<Command.FailurePoint> points, Step step) {
        self.failurePoints = points;
        points.stream().sorted().forEach(point -> step.effects.log(EventLevel.WARNING, point.warning()));
    }

    private void askDown(Command.AskDown question, Answer<Command.DownAnswer> answer, Step step) {
        if (question.port() < 0) {
            answer.accept(Command.DownAnswer.UNKNOWN);
            return;
        }
        InstanceAddress asked = new InstanceAddress(question.host(), question.port());
        self.names.ask(asked.host(), step);
        for (MonitoredMaster master : self.masters.values()) {
            if (self.names.isSame(master.node.address(), asked)) {
                if (master.fault != null) {
                    break;
                }
                if (!self.quarantine().run(master, () -> master.pipeline().asked(question, answer, step), step)) {
                    answer.refuse(Refusal.of(Reason.FAULTED));
                }
                return;
            }
        }
        answer.accept(Command.DownAnswer.UNKNOWN);
    }

    /** A hello, from a channel or by PUBLISH; whatever is wrong with it, it changes nothing. */
    void hello(String payload, Step step) {
        HelloMessage hello = HelloMessage.parse(payload).orElse(null);
        MonitoredMaster master = hello == null ? null : self.masters.get(hello.masterName());
        if (hello == null
                || master == null
                || master.fault != null
                || hello.sentinelId().equals(self.myId)) {
            return;
        }
        boolean plausible = self.rules.isPlausible(hello.currentEpoch(), self.currentEpoch)
                && self.rules.isPlausible(hello.configEpoch(), self.currentEpoch);
        if (!plausible && !oldQuorum.admits(hello, master, self, step)) {
            if (absurd.size() < 64 && absurd.add(hello.sentinelId())) {
                step.publish(new HealthEvent(
                        EventType.ABSURD_EPOCH,
                        Optional.of(master.name),
                        hello.sentinelId() + " states epochs " + hello.currentEpoch() + " and " + hello.configEpoch()
                                + ", ours is " + self.currentEpoch,
                        step.wallMs));
            }
            return;
        }
        boolean numeric = Hosts.isNumeric(hello.master().host()) || self.settings.resolveHostnames();
        if (numeric) {
            self.quarantine().run(master, () -> master.pipeline().heard(hello, step), step);
        }
    }

    /** Begins to watch a master, without a word. */
    MonitoredMaster add(MasterRecord record, Step step) {
        MonitoredMaster master = new MonitoredMaster(record, step, links);
        self.masters.put(master.name, master);
        self.addressChanged(master.name);
        for (InstanceAddress replica : record.replicas()) {
            master.pipeline().topology().restoreReplica(replica, step);
        }
        for (MasterRecord.KnownSentinel sentinel : record.sentinels()) {
            if (!sentinel.id().equals(self.myId)) {
                master.pipeline().introductions().restore(sentinel.id(), sentinel.address(), step);
            }
        }
        links.settingsChanged();
        master.pipeline().restarted(step);
        self.wake(master);
        return master;
    }

    private void monitor(MonitorConfig settings, Answer<Object> answer, Step step) {
        if (self.masters.containsKey(settings.name())) {
            answer.refuse(Refusal.of(Reason.DUPLICATE_MASTER));
            return;
        }
        long votedUpTo = self.rules.votedUpTo(self.currentEpoch);
        MonitoredMaster master = add(new MasterRecord(settings, 0, votedUpTo, List.of(), List.of()), step);
        master.announced = false;
        self.durability.persist(null, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                master.announced = true;
                self.wake(master);
                then.publish(
                        new MonitorEvent(EventType.MONITOR, master.ref(), "quorum " + settings.quorum(), then.wallMs));
                answer.accept(Done.DONE);
            }

            @Override
            public void failed(Step then) {
                if (self.masters.remove(master.name, master)) {
                    self.addressChanged(master.name);
                    master.pipeline().stop(links, then);
                }
                answer.refuse(Refusal.of(Reason.NOT_SAVED));
            }
        });
    }

    private void remove(MonitoredMaster master, Answer<Object> answer, Step step) {
        self.masters.remove(master.name, master);
        self.addressChanged(master.name);
        // A promotion that becomes durable before the removal does must not turn replicas any more.
        master.pipeline().abandon(step);
        self.durability.persist(null, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                self.quarantine().forget(master.name);
                then.publish(new MonitorEvent(EventType.UNMONITOR, master.ref(), "", then.wallMs), master);
                master.pipeline().stop(links, then);
                answer.accept(Done.DONE);
            }

            @Override
            public void failed(Step then) {
                if (self.masters.putIfAbsent(master.name, master) == null) {
                    self.addressChanged(master.name);
                    self.wake(master);
                } else {
                    // It was added anew meanwhile.
                    master.pipeline().stop(links, then);
                }
                answer.refuse(Refusal.of(Reason.NOT_SAVED));
            }
        });
    }

    private void change(MonitoredMaster master, Command.Change change, Answer<Object> answer, Step step) {
        MonitorConfig before = master.settings;
        try {
            master.settings = with(before, change);
        } catch (IllegalArgumentException e) {
            answer.refuse(new Refusal(Reason.INVALID, String.valueOf(e.getMessage())));
            return;
        }
        master.unsavedChanges.add(change);
        master.changed();
        self.wake(master);
        self.durability.persist(
                null,
                answering(
                        answer,
                        () -> {
                            MonitorConfig saved = master.savedSettings;
                            master.unsavedChanges.remove(change);
                            master.savedSettings = with(saved, change);
                            for (Command.Setting setting : change.settings()) {
                                step.publish(
                                        new MonitorEvent(EventType.SET, master.ref(), setting.shown(), step.wallMs));
                            }
                            applied(master, saved, master.savedSettings, step);
                        },
                        () -> takeBack(master, change)));
    }

    private static MonitorConfig with(MonitorConfig settings, Command.Change change) {
        MonitorConfig.Builder builder = settings.toBuilder();
        for (Command.Setting setting : change.settings()) {
            builder = setting.change().apply(builder);
        }
        return builder.build();
    }

    /** Changes that came after this one stand, and what is saved of them must not contain it. */
    private void takeBack(MonitoredMaster master, Command.Change change) {
        master.unsavedChanges.remove(change);
        master.settings = master.savedSettings;
        for (Command.Change later : master.unsavedChanges) {
            master.settings = with(master.settings, later);
        }
        master.changed();
        self.durability.persist();
        links.settingsChanged();
        self.wake(master);
    }

    private void applied(MonitoredMaster master, MonitorConfig before, MonitorConfig after, Step step) {
        links.settingsChanged();
        boolean credentials = !before.authPass().equals(after.authPass())
                || !before.authUser().equals(after.authUser());
        if (credentials) {
            for (DataNode node : master.dataNodes()) {
                links.reconnect(node.link, step);
            }
        }
        self.wake(master);
    }

    private static Durability.AfterDurable answering(Answer<Object> answer, Runnable done, Runnable undo) {
        return new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                done.run();
                answer.accept(Done.DONE);
            }

            @Override
            public void failed(Step then) {
                undo.run();
                answer.refuse(Refusal.of(Reason.NOT_SAVED));
            }
        };
    }

    private int reset(String pattern, Step step) {
        GlobPattern names = GlobPattern.of(pattern);
        int count = 0;
        for (MonitoredMaster master : new ArrayList<>(self.masters.values())) {
            if (names.matches(master.name) && master.fault == null) {
                boolean done =
                        self.quarantine().run(master, () -> master.pipeline().reset(step), step);
                step.publish(new MonitorEvent(EventType.RESET_MASTER, master.ref(), "", step.wallMs));
                count += done ? 1 : 0;
            }
        }
        return count;
    }
}
