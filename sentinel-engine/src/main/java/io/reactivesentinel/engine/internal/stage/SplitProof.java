package io.reactivesentinel.engine.internal.stage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Works out from the ballots of an election that we did not win who else can have won it. */
class SplitProof {

    /** Who may have won; nobody when the vote is proved to have been split, empty when too little is known to say. */
    Optional<Set<String>> mayHaveWon(Attempt attempt, int voters, int majority) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        int known = 1;
        for (Attempt.Vote vote : attempt.votes.values()) {
            switch (vote.ballot) {
                case MINE, NEVER -> known++;
                case OTHER -> {
                    known++;
                    votes.merge(vote.leader, 1, Integer::sum);
                }
                case OPEN, UNKNOWN, PASSED -> {}
            }
        }
        int unknown = Math.max(0, voters - known);
        if (unknown >= majority) {
            return Optional.empty();
        }
        votes.values().removeIf(count -> count + unknown < majority);
        return Optional.of(votes.keySet());
    }

    /** Whether one that may have won has not acted under the epoch it may have won, by what it told since. */
    boolean isHarmless(MasterView view, Attempt attempt) {
        return !view.isActing() && view.configEpoch() < attempt.epoch;
    }
}
