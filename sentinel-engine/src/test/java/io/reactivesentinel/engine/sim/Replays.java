package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages that are delivered again, moments or minutes later: hellos and requests for votes that somebody really sent. A
 * connection delivers nothing twice; who asks again after a reconnect, or a hello that two nodes hand on, does.
 */
final class Replays implements Observer {

    private static final int MAX_KEPT = 256;

    private record Question(InstanceAddress to, List<String> words) {}

    private final Cluster cluster;
    private final Chance chance;
    private final Set<String> hellos = new LinkedHashSet<>();
    private final Set<Question> questions = new LinkedHashSet<>();

    Replays(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    /** Remembers from now on what is sent. */
    void listen() {
        cluster.world().watch(this);
    }

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (!(from instanceof SentinelNode)) {
            return;
        }
        if (words.size() == 3 && words.get(0).equals("PUBLISH") && words.get(1).equals(HelloMessage.CHANNEL)) {
            keep(hellos, words.get(2));
        } else if (Wording.isVoteRequest(words)) {
            keep(questions, new Question(to, words));
        }
    }

    private <T> void keep(Set<T> all, T message) {
        if (all.size() < MAX_KEPT) {
            all.add(message);
        } else if (!all.contains(message) && chance.oneIn(4)) {
            all.remove(pick(all));
            all.add(message);
        }
    }

    private <T> T pick(Set<T> all) {
        return new ArrayList<>(all).get(chance.below(all.size()));
    }

    Runnable inflict(FaultKind kind) {
        switch (kind) {
            case REPLAYED_HELLO -> hello();
            case REPLAYED_QUESTION -> question();
            default -> throw new IllegalArgumentException("nothing that is delivered again: " + kind);
        }
        return () -> {};
    }

    private SentinelNode sentinel() {
        return cluster.sentinels().get(chance.below(cluster.sentinels().size()));
    }

    /** Over a node of the same master, which hands it to all who listen, or to one Sentinel; once to three times. */
    private void hello() {
        if (hellos.isEmpty()) {
            return;
        }
        String payload = pick(hellos);
        Optional<HelloMessage> hello = HelloMessage.parse(payload);
        for (Cluster.Group group : cluster.groups()) {
            if (hello.isPresent() && hello.get().masterName().equals(group.name())) {
                RedisNode node = group.nodes().get(chance.below(group.nodes().size()));
                InstanceAddress to =
                        chance.oneIn(2) ? node.address() : sentinel().process().address();
                for (int i = chance.below(3); i >= 0; i--) {
                    cluster.operator().give(to, List.of("PUBLISH", HelloMessage.CHANNEL, payload), answer -> {});
                }
            }
        }
    }

    /** To whom it was asked, or to another one. */
    private void question() {
        if (questions.isEmpty()) {
            return;
        }
        Question question = pick(questions);
        InstanceAddress to =
                chance.oneIn(2) ? question.to() : sentinel().process().address();
        for (int i = chance.below(3); i >= 0; i--) {
            cluster.operator().give(to, question.words(), answer -> {});
        }
    }
}
