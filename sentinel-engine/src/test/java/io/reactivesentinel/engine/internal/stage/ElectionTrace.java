package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ElectionLife.Vote;
import java.util.ArrayList;
import java.util.List;

/** Tells how a state came about, one line for each step, with the three Sentinels under the names they began with. */
final class ElectionTrace {

    private final ElectionTable table;
    private final ElectionVoters voters;
    private final List<String> lines = new ArrayList<>();

    /** Who stands at which place by now. */
    private int[] names = {0, 1, 2};

    ElectionTrace(ElectionTable table, ElectionVoters voters) {
        this.table = table;
        this.voters = voters;
    }

    List<String> lines() {
        return lines;
    }

    /** Adds one step: what happens to the voter at that place, and what it does. */
    void step(int place, int voter, int input) {
        StringBuilder line = new StringBuilder(String.format("%2d. ", lines.size() + 1));
        line.append(event(place, input));
        ElectionVoters.Edge edge = voters.edge(voter, input);
        if (edge != null) {
            reactions(place, edge.outcome, line);
            ElectionLife life = voters.life(edge.next);
            line.append(" [").append(name(place, 0)).append(": vote ");
            line.append(vote(place, life.vote()))
                    .append(", disk ")
                    .append(vote(place, life.disk().vote()));
            line.append(life.failing() ? ", cannot save]" : life.running() == null ? "]" : ", saving]");
        }
        lines.add(line.toString());
    }

    private void reactions(int place, ElectionOutcome outcome, StringBuilder line) {
        if (!outcome.questions.isEmpty()) {
            line.append("; asks for votes in epoch ")
                    .append(outcome.questions.iterator().next().epoch());
        }
        for (ElectionOutcome.Reply reply : outcome.replies) {
            line.append("; tells ").append(name(place, reply.to())).append(" of its vote ");
            line.append(vote(place, reply.vote()));
        }
        if (outcome.electedEpoch > 0) {
            line.append("; LEADS in epoch ").append(outcome.electedEpoch);
        }
    }

    private String event(int place, int number) {
        String who = name(place, 0);
        int crash = number - table.inputs().size();
        if (crash >= 0) {
            return who + " crashes and finds the " + ((crash & ElectionVoters.NEW_FILE) == 0 ? "old" : "new") + " file"
                    + ((crash & ElectionVoters.NAME_LOST) == 0 ? "" : ", without the name of whom it voted for");
        }
        ElectionInput input = table.inputs().get(number);
        String peer = name(place, input.peer());
        return switch (input.kind()) {
            case START -> who + " begins an attempt";
            case TIME_PASSES -> "time passes for " + who;
            case SAVED -> who + " has saved";
            case FAILED_EARLY -> who + " could not save and has the old file";
            case FAILED_LATE -> who + " could not save and has the new file all the same";
            case ASKED -> who + " is asked by " + peer + " for its vote in epoch " + input.epoch();
            case ANSWERED ->
                who + " hears from " + peer + " of a vote for " + (input.leader() == 0 ? who : "another") + " in epoch "
                        + input.epoch();
        };
    }

    private String vote(int place, Vote vote) {
        if (vote.epoch() == 0) {
            return "none";
        }
        return (vote.leader() == ElectionLife.NOBODY ? "?" : name(place, vote.leader())) + "/" + vote.epoch();
    }

    private String name(int place, int peer) {
        return String.valueOf((char) ('A' + names[(place + peer) % ElectionMessages.SENTINELS]));
    }

    /** The Sentinels changed places. */
    void reorder(int order) {
        int[] moved = new int[names.length];
        for (int place = 0; place < names.length; place++) {
            moved[ElectionMessages.place(order, place)] = names[place];
        }
        names = moved;
    }
}
