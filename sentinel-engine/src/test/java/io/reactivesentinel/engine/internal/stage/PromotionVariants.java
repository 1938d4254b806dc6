package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of which one about replicas, configurations or what nodes are told is broken on purpose. */
public final class PromotionVariants {

    private PromotionVariants() {}

    private static Probe.RuleBook choosing(ReplicaOrder broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            ReplicaOrder replicaOrder() {
                return broken;
            }
        });
    }

    private static Probe.RuleBook proving(PromotionRules broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            PromotionRules promotion() {
                return broken;
            }
        });
    }

    private static Probe.RuleBook turning(ReconfigureRules broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            ReconfigureRules reconfigure() {
                return broken;
            }
        });
    }

    /** Priority 0 means nothing, or comes first. */
    public static Probe.RuleBook priorityZeroPromoted() {
        return choosing(new ReplicaOrder() {
            @Override
            boolean isWilling(Info info) {
                return true;
            }
        });
    }

    /** A replica that lost its master long before it failed is promoted. */
    public static Probe.RuleBook longUnlinkedPromoted() {
        return choosing(new ReplicaOrder() {
            @Override
            boolean wasLinkedLately(Info info, MonitoredMaster master, Step step) {
                return true;
            }

            @Override
            boolean isDoubtful(DataNode replica) {
                return false;
            }

            @Override
            Comparator<DataNode> order() {
                return Comparator.comparingLong(
                        replica -> replica.info == null ? 0 : -replica.info.masterLinkDownSeconds());
            }
        });
    }

    /** The replica that has received least is promoted. */
    public static Probe.RuleBook lowestOffsetFirst() {
        return choosing(new ReplicaOrder() {
            @Override
            Comparator<DataNode> byOffset() {
                return super.byOffset().reversed();
            }
        });
    }

    /** Offsets are compared as they were told at some time, not as they are. */
    public static Probe.RuleBook oldOffsetsCompared() {
        return choosing(new ReplicaOrder() {
            @Override
            boolean isUpToDate(DataNode replica, Attempt attempt, Step step) {
                return replica.info != null;
            }
        });
    }

    /** A replica that holds nothing, or another master's data, is as good as any. */
    public static Probe.RuleBook emptyPromoted() {
        return choosing(new ReplicaOrder() {
            @Override
            boolean isExcluded(DataNode replica) {
                return replica.info == null;
            }

            @Override
            boolean isDoubtful(DataNode replica) {
                return false;
            }

            @Override
            Comparator<DataNode> byOffset() {
                return super.byOffset().reversed();
            }
        });
    }

    /** What INFO told before the promotion is taken for its outcome. */
    public static Probe.RuleBook promotionUnproved() {
        return proving(new PromotionRules() {
            @Override
            boolean isTold(DataNode chosen, Attempt attempt, Step step) {
                return chosen.info != null;
            }

            @Override
            boolean isPromoted(DataNode chosen, Attempt attempt) {
                return true;
            }
        });
    }

    /** Whoever answers at the address of the chosen replica is taken for it. */
    public static Probe.RuleBook otherRunPromoted() {
        return proving(new PromotionRules() {
            @Override
            boolean isPromoted(DataNode chosen, Attempt attempt) {
                return chosen.reports(InstanceKind.MASTER);
            }
        });
    }

    /** Configurations of the same epoch replace each other. */
    public static Probe.RuleBook equalEpochReplaces() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean replaces(long epoch, long ourConfigEpoch) {
                return epoch >= ourConfigEpoch && epoch > 0;
            }
        });
    }

    /** Older configurations replace newer ones. */
    public static Probe.RuleBook lowerEpochReplaces() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean replaces(long epoch, long ourConfigEpoch) {
                return epoch != ourConfigEpoch;
            }
        });
    }

    /** The configuration of a hello is taken over unasked. */
    public static Probe.RuleBook hellosBelieved() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            ClaimEvidence claims() {
                return new ClaimEvidence() {
                    @Override
                    boolean saysMaster(@Nullable DataNode node, long sinceMs, Step step) {
                        return true;
                    }

                    @Override
                    boolean mayDoWithoutSentinels(
                            MonitoredMaster master, int heardTimes, long ageMs, boolean anybodyReachable, Step step) {
                        return true;
                    }
                };
            }
        });
    }

    /** A switch does not raise the configuration epoch. */
    public static Probe.RuleBook epochNotRaised() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            long configEpochFor(Attempt attempt, MonitoredMaster master) {
                return master.configEpoch;
            }
        });
    }

    /** A switch is told under whatever epoch any master's election has made current. */
    public static Probe.RuleBook epochOfAnotherMaster() {
        return new Probe.RuleBook(() -> new Rules() {
            private long highest;

            @Override
            long electionEpoch(Attempt attempt, long currentEpoch) {
                highest = Math.max(highest, currentEpoch);
                return currentEpoch;
            }

            @Override
            long configEpochFor(Attempt attempt, MonitoredMaster master) {
                return Math.max(highest, attempt.epoch);
            }

            @Override
            boolean isOvertaken(Attempt attempt, MonitoredMaster master) {
                return false;
            }
        });
    }

    /** All replicas are turned at once. */
    public static Probe.RuleBook parallelSyncsIgnored() {
        return turning(new ReconfigureRules() {
            @Override
            boolean hasRoom(int busy, int parallelSyncs) {
                return true;
            }
        });
    }

    /** A replica is told to follow itself. */
    public static Probe.RuleBook followsItself() {
        return turning(new ReconfigureRules() {
            @Override
            InstanceAddress target(DataNode replica, MonitoredMaster master) {
                return replica.address();
            }
        });
    }

    /** Replicas are told to follow the master that failed. */
    public static Probe.RuleBook followsTheOldMaster() {
        return turning(new ReconfigureRules() {
            @Override
            InstanceAddress target(DataNode replica, MonitoredMaster master) {
                return master.formerAddresses.stream()
                        .filter(each -> !each.equals(replica.address()))
                        .min(Comparator.comparing(InstanceAddress::toString))
                        .orElse(master.node.address());
            }
        });
    }

    /** A replica that somebody else has turned round is turned again, unasked. */
    public static Probe.RuleBook turnsWhatOthersTurned() {
        return turning(new ReconfigureRules() {
            @Override
            boolean isAsWeLeftIt(DataNode replica, Attempt attempt, MonitoredMaster master) {
                return true;
            }
        });
    }

    /** A returning master is demoted although nobody confirms that it was replaced. */
    public static Probe.RuleBook demotionWithoutMajority() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            DemotionRules demotion() {
                return new DemotionRules() {
                    @Override
                    boolean isHeldByMajority(ConfigPoll poll, Step step) {
                        return true;
                    }

                    @Override
                    boolean isVeto(
                            Peer peer,
                            ConfigRead.@Nullable Held held,
                            @Nullable Request register,
                            MonitoredMaster master) {
                        return false;
                    }
                };
            }
        });
    }

    /** Whatever node says that it is a master is demoted at once. */
    public static Probe.RuleBook demotionAtOnce() {
        return correcting(new CorrectionRules() {
            @Override
            long masterGraceMs(Step step) {
                return 0;
            }
        });
    }

    /** Whatever replica follows somebody else is turned at once. */
    public static Probe.RuleBook strayReplicaTurnedAtOnce() {
        return correcting(new CorrectionRules() {
            @Override
            long replicaGraceMs(MonitoredMaster master) {
                return 0;
            }
        });
    }

    private static Probe.RuleBook correcting(CorrectionRules broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            CorrectionRules correction() {
                return broken;
            }
        });
    }

    /** A switch is told a second time. */
    public static Probe.RuleBook switchToldTwice() {
        return new Probe.RuleBook(() -> new Rules() {
            private final Set<String> told = new HashSet<>();
            private final CorrectionRules talkative = new CorrectionRules() {
                @Override
                boolean isMasterSane(MonitoredMaster master, Step step) {
                    if (!master.formerAddresses.isEmpty() && told.add(master.name + " " + master.configEpoch)) {
                        InstanceAddress from = master.formerAddresses.iterator().next();
                        InstanceAddress to = master.node.address();
                        step.publish(new SwitchMasterEvent(master.name, from, to, master.configEpoch, step.wallMs));
                    }
                    return super.isMasterSane(master, step);
                }
            };

            @Override
            CorrectionRules correction() {
                return talkative;
            }
        });
    }
}
