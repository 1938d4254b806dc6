package io.reactivesentinel.engine.internal.stage;

/** Rules of which one about health, freshness or going on is broken on purpose. */
public final class JudgementVariants {

    private JudgementVariants() {}

    private static Probe.RuleBook gated(GateRules broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            GateRules gate() {
                return broken;
            }
        });
    }

    private static Probe.RuleBook reporting(DownReports broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            DownReports downReports() {
                return broken;
            }
        });
    }

    private static Probe.RuleBook silent(Silence broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            Silence silence() {
                return broken;
            }
        });
    }

    /** Down after half the time. */
    public static Probe.RuleBook downTooEarly() {
        return silent(new Silence() {
            @Override
            long dueMs(long silentSinceMs, long downAfterMs) {
                return silentSinceMs + downAfterMs / 2;
            }
        });
    }

    /** What was said before our own verdict counts. */
    public static Probe.RuleBook reportsOfEarlierFailures() {
        return reporting(new DownReports() {
            @Override
            boolean isOfThisFailure(Peer peer, MonitoredMaster master, Step step) {
                return peer.confirmed && peer.saysDown;
            }
        });
    }

    /** What was said counts for ever. */
    public static Probe.RuleBook reportsOfAnyAge() {
        return reporting(new DownReports() {
            @Override
            boolean isOfThisFailure(Peer peer, MonitoredMaster master, Step step) {
                return peer.confirmed && peer.saysDown;
            }

            @Override
            long expiryMs(Peer peer, Step step) {
                return step.nowMs + 60_000;
            }
        });
    }

    /** A standstill of this process is not noticed as TILT. */
    public static Probe.RuleBook noTilt() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isTilt(long gapMs, long triggerMs) {
                return false;
            }
        });
    }

    /** What was asked before a standstill proves something after it. */
    public static Probe.RuleBook standstillIgnored() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isFresh(long sentMs, long notBeforeMs, long stallFloorMs) {
                return sentMs >= notBeforeMs;
            }

            @Override
            boolean isTilt(long gapMs, long triggerMs) {
                return false;
            }
        });
    }

    /** Nothing stops an elected leader. */
    public static Probe.RuleBook gateAlwaysOpen() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isOvertaken(Attempt attempt, MonitoredMaster master) {
                return false;
            }

            @Override
            GateRules gate() {
                return new GateRules() {
                    @Override
                    boolean isMasterBack(Attempt attempt, MonitoredMaster master, Step step) {
                        return false;
                    }

                    @Override
                    boolean isRecent(Attempt.Vote vote, Step step) {
                        return true;
                    }

                    @Override
                    boolean isViewRecent(Peer peer, Attempt.Vote vote, Step step) {
                        return true;
                    }

                    @Override
                    boolean isSuspect(Peer peer, Attempt attempt) {
                        return false;
                    }

                    @Override
                    boolean isActing(MasterView view, MonitoredMaster master) {
                        return false;
                    }

                    @Override
                    boolean isTurned(DataNode replica, DataNode other, MonitoredMaster master) {
                        return false;
                    }

                    @Override
                    long claimWaitMs() {
                        return 0;
                    }
                };
            }
        });
    }

    /** A leader goes on although the master is well again. */
    public static Probe.RuleBook masterBackIgnored() {
        return gated(new GateRules() {
            @Override
            boolean isMasterBack(Attempt attempt, MonitoredMaster master, Step step) {
                return false;
            }
        });
    }

    /** Votes are good for ever, standstill or not. */
    public static Probe.RuleBook voteAgeIgnored() {
        return gated(new GateRules() {
            @Override
            boolean isRecent(Attempt.Vote vote, Step step) {
                return true;
            }
        });
    }

    /** A leader does not care whether somebody else leads. */
    public static Probe.RuleBook otherLeadersIgnored() {
        return gated(new GateRules() {
            @Override
            boolean isSuspect(Peer peer, Attempt attempt) {
                return false;
            }

            @Override
            boolean isActing(MasterView view, MonitoredMaster master) {
                return false;
            }

            @Override
            boolean isTurned(DataNode replica, DataNode other, MonitoredMaster master) {
                return false;
            }
        });
    }

    /** An attempt goes on under a later epoch of somebody else's. */
    public static Probe.RuleBook overtakenGoesOn() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isOvertaken(Attempt attempt, MonitoredMaster master) {
                return false;
            }

            @Override
            GateRules gate() {
                return new GateRules() {
                    @Override
                    boolean isActing(MasterView view, MonitoredMaster master) {
                        return false;
                    }
                };
            }
        });
    }
}
