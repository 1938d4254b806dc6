package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.VoteEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is voted for, and who is elected. */
final class Votes {

    private final Program program;

    Votes(Program program) {
        this.program = program;
    }

    /** Somebody asks for our vote: the first who does so in an epoch gets it, whoever it is. */
    void vote(Master master, long epoch, String candidate) {
        if (Words.isAbove(epoch, program.currentEpoch)) {
            program.newEpoch(epoch, master);
        }
        if (Words.isAbove(epoch, master.leaderEpoch) && !Words.isAbove(program.currentEpoch, epoch)) {
            master.leader = candidate;
            master.leaderEpoch = program.currentEpoch;
            program.flush();
            program.emit(new VoteEvent(master.name, candidate, master.leaderEpoch, program.nowMs()));
            if (!candidate.equalsIgnoreCase(program.myId)) {
                master.failoverStartMs = program.nowMs() + program.surroundings.below(Periods.MAX_DESYNC_MS);
            }
        }
    }

    /**
     * Who is elected for the failover of that epoch. The peers' votes are counted when they are of the current epoch, which
     * need not be that one.
     */
    @Nullable
    String leader(Master master, long epoch) {
        Map<String, Integer> tally = new LinkedHashMap<>();
        for (Peer each : master.peers.values()) {
            String leader = each.leader;
            if (leader != null && each.leaderEpoch == program.currentEpoch) {
                tally.merge(leader, 1, Integer::sum);
            }
        }
        String winner = null;
        int most = 0;
        for (Map.Entry<String, Integer> each : tally.entrySet()) {
            if (each.getValue() > most) {
                most = each.getValue();
                winner = each.getKey();
            }
        }
        vote(master, epoch, winner == null ? program.myId : winner);
        String own = master.leader;
        if (own != null && master.leaderEpoch == epoch) {
            int with = tally.merge(own, 1, Integer::sum);
            if (with > most) {
                most = with;
                winner = own;
            }
        }
        int majority = (master.peers.size() + 1) / 2 + 1;
        return most >= majority && most >= master.quorum ? winner : null;
    }
}
