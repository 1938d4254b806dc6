package io.reactivesentinel.server.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Who voted for whom in which epoch, as the Sentinels publish it. */
final class VoteRecord implements Consumer<SentinelListener.Heard> {
    private final Map<String, String> votes = new HashMap<>();
    private final List<String> secondVotes = new ArrayList<>();

    @Override
    public synchronized void accept(SentinelListener.Heard heard) {
        if (!heard.channel().equals("+vote-for-leader")) {
            return;
        }
        int blank = heard.payload().indexOf(' ');
        String candidate = heard.payload().substring(0, blank);
        String epoch = heard.payload().substring(blank + 1);
        String voter = heard.sentinel().name() + " in epoch " + epoch;
        String before = votes.putIfAbsent(voter, candidate);
        if (before != null && !before.equals(candidate)) {
            secondVotes.add(voter + " for " + before + " and for " + candidate);
        }
    }

    synchronized boolean anybodyVoted() {
        return !votes.isEmpty();
    }

    /** Votes for another in an epoch in which that Sentinel had voted already. */
    synchronized List<String> secondVotes() {
        return List.copyOf(secondVotes);
    }
}
