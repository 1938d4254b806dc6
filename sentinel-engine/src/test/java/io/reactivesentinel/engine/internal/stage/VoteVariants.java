package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rules of which one about votes, voters or epochs is broken on purpose. */
public final class VoteVariants {

    private VoteVariants() {}

    private static Probe.RuleBook counting(VoteCount broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            VoteCount voteCount() {
                return broken;
            }
        });
    }

    private static Probe.RuleBook among(Electorate broken) {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            Electorate electorate() {
                return broken;
            }
        });
    }

    /** Each peer's vote counts for two. */
    public static Probe.RuleBook voteCountsTwice() {
        return counting(new VoteCount() {
            @Override
            int worth(Peer peer) {
                return 2;
            }
        });
    }

    /** A peer that has not answered is taken to have agreed. */
    public static Probe.RuleBook silenceIsConsent() {
        return counting(new VoteCount() {
            @Override
            boolean isOurs(Peer peer, Attempt.Vote vote) {
                return super.isOurs(peer, vote) || vote.ballot == Attempt.Ballot.OPEN;
            }

            @Override
            int ours(Attempt attempt, MonitoredMaster master, Predicate<Attempt.Vote> condition) {
                return super.ours(attempt, master, vote -> vote.ballot == Attempt.Ballot.OPEN || condition.test(vote));
            }
        });
    }

    /** A vote counts whatever epoch it was given in, a later one too, of which others may hear as well. */
    public static Probe.RuleBook votesOfOtherEpochsCount() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isOvertaken(Attempt attempt, MonitoredMaster master) {
                return false;
            }

            @Override
            boolean isVoteFor(String candidate, long epoch, String votedLeader, long votedEpoch) {
                return votedLeader.equals(candidate);
            }
        });
    }

    /** Any vote in the epoch counts, whomever it was given to. */
    public static Probe.RuleBook votesForOthersCount() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isVoteFor(String candidate, long epoch, String votedLeader, long votedEpoch) {
                return votedEpoch == epoch;
            }
        });
    }

    /** Votes are asked for and counted in whatever epoch is current, and acted upon in another. */
    public static Probe.RuleBook votesOfTheCurrentEpoch() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            long electionEpoch(Attempt attempt, long currentEpoch) {
                return currentEpoch;
            }
        });
    }

    /** The vote of an epoch is given again to the next who asks. */
    public static Probe.RuleBook grantsTwice() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                return epoch >= master.leaderEpoch
                        && epoch > master.configEpoch
                        && epoch > master.burntEpoch
                        && isPlausible(epoch, currentEpoch);
            }
        });
    }

    /** Votes are given in epochs that have been passed. */
    public static Probe.RuleBook grantsOlderEpochs() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                return epoch != master.leaderEpoch && epoch > 0 && isPlausible(epoch, currentEpoch);
            }
        });
    }

    /** Votes are given in epochs of which the outcome is known. */
    public static Probe.RuleBook grantsSettledEpochs() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                return epoch > master.leaderEpoch && epoch > master.burntEpoch && isPlausible(epoch, currentEpoch);
            }
        });
    }

    /** The epoch of a vote that could not be saved, and may be on disk after all, is used again. */
    public static Probe.RuleBook grantsBurntEpochs() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            void takeBackVote(MonitoredMaster master, long epoch, @Nullable String durableLeader, long durableEpoch) {
                long burnt = master.burntEpoch;
                super.takeBackVote(master, epoch, durableLeader, durableEpoch);
                master.burntEpoch = burnt;
            }

            @Override
            boolean canPromise(Durability durability) {
                return true;
            }
        });
    }

    /** A vote that could not be saved stands. */
    public static Probe.RuleBook failedVotesStand() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            void takeBackVote(MonitoredMaster master, long epoch, @Nullable String durableLeader, long durableEpoch) {}

            @Override
            boolean canPromise(Durability durability) {
                return true;
            }
        });
    }

    /** Half are a majority. */
    public static Probe.RuleBook halfIsAMajority() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            int majority(int voters) {
                return Math.max(1, voters / 2);
            }
        });
    }

    /** Once the master is objectively down, one's own vote is enough to lead. */
    public static Probe.RuleBook noMajority() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            int needed(int voters, int quorum) {
                return 1;
            }
        });
    }

    /** A majority elects although the quorum is larger. */
    public static Probe.RuleBook quorumDoesNotElect() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            int needed(int voters, int quorum) {
                return majority(voters);
            }
        });
    }

    /** One's own verdict makes the master objectively down. */
    public static Probe.RuleBook quorumIgnored() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isOdown(int agreeing, int quorum) {
                return agreeing >= 1;
            }
        });
    }

    /** The majority is one of those who answer. */
    public static Probe.RuleBook majorityOfThoseWhoAnswer() {
        return among(new Electorate() {
            @Override
            boolean belongs(Peer peer, Step step) {
                return peer.confirmed && peer.isReachable() && !peer.sdown;
            }

            @Override
            int othersToldOf(List<Integer> told) {
                return 0;
            }
        });
    }

    /** Sentinels that only others know do not count in the majority. */
    public static Probe.RuleBook majorityOfThoseWeKnow() {
        return among(new Electorate() {
            @Override
            int othersToldOf(List<Integer> told) {
                return 0;
            }
        });
    }

    /** A Sentinel counts as a voter under whatever id a hello gives it. */
    public static Probe.RuleBook idsAreBelieved() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isIdentityProved(String id, @Nullable String told, boolean refused) {
                return true;
            }
        });
    }

    /** Whoever is absent when a master moves is forgotten. */
    public static Probe.RuleBook peersForgottenAtSwitch() {
        return new Probe.RuleBook(() -> new Rules() {
            private final List<String> seen = new ArrayList<>();
            private final Electorate forgetful = new Electorate() {
                @Override
                int count(MonitoredMaster master, Step step) {
                    if (master.configEpoch > 0 && !seen.contains(master.name + master.configEpoch)) {
                        seen.add(master.name + master.configEpoch);
                        for (Peer peer : List.copyOf(master.peers.values())) {
                            master.pipeline().topology().removePeer(peer, step);
                        }
                    }
                    return super.count(master, step);
                }
            };

            @Override
            Electorate electorate() {
                return forgetful;
            }
        });
    }

    /** Any epoch that somebody states is believed. */
    public static Probe.RuleBook absurdEpochsBelieved() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean isPlausible(long epoch, long currentEpoch) {
                return epoch >= 0;
            }
        });
    }

    /** A new epoch is told before it is on disk. */
    public static Probe.RuleBook epochToldBeforeItIsSaved() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            long toldEpoch(long durableEpoch, long currentEpoch) {
                return currentEpoch;
            }
        });
    }

    /** A master that is removed and added again may be voted for again in the same epochs. */
    public static Probe.RuleBook monitorForgetsVotes() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            long votedUpTo(long currentEpoch) {
                return 0;
            }
        });
    }

    /** Whom we voted for is all that keeps us from voting again, and a RESET forgets it. */
    public static Probe.RuleBook resetForgetsVotes() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                long votedEpoch = master.leader == null ? 0 : master.leaderEpoch;
                return epoch > votedEpoch
                        && epoch > master.configEpoch
                        && epoch > master.burntEpoch
                        && isPlausible(epoch, currentEpoch);
            }
        });
    }

    /** A lost vote is taken for a split one without proof, and the next epoch is tried at once. */
    public static Probe.RuleBook splitWithoutProof() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            SplitProof splitProof() {
                return new SplitProof() {
                    @Override
                    Optional<Set<String>> mayHaveWon(Attempt attempt, int voters, int majority) {
                        return Optional.of(Set.of());
                    }
                };
            }

            @Override
            Spacing spacing() {
                return new Spacing() {
                    @Override
                    boolean allowsAnotherEpoch(int epochsThisEpisode) {
                        return true;
                    }
                };
            }
        });
    }

    /** Attempts follow each other without a pause. */
    public static Probe.RuleBook noSpacing() {
        return new Probe.RuleBook(() -> new Rules() {
            @Override
            Spacing spacing() {
                return new Spacing() {
                    @Override
                    long pauseMs(long failoverTimeoutMs) {
                        return 0;
                    }

                    @Override
                    boolean allowsAnotherEpoch(int epochsThisEpisode) {
                        return true;
                    }

                    @Override
                    boolean allowsQuickRestart(int quickRestarts) {
                        return true;
                    }
                };
            }
        });
    }
}
