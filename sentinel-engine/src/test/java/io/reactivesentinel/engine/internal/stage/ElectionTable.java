package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ElectionLife.Memory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one Sentinel does in each condition it can be in, learned from production objects when it is first asked for.
 *
 * <p>A condition is known by the inputs that led to it from a start. To learn what an input does there, a Sentinel is
 * started, fed with those inputs and then with that one. So the search, which meets each condition millions of times, pays
 * for it once.
 */
final class ElectionTable {

    /** What an input does: the number of the condition it leads to, and what is told. */
    static final class Effect {
        final int next;
        final ElectionOutcome outcome;

        Effect(int next, ElectionOutcome outcome) {
            this.next = next;
            this.outcome = outcome;
        }
    }

    private record Origin(Memory start, int parent, int input) {}

    private static final Effect NONE = new Effect(-1, new ElectionOutcome());

    private final ElectionVariant variant;
    private final int epochs;
    private final List<ElectionInput> inputs;
    private final Map<ElectionLife, Integer> numbers = new HashMap<>();
    private final List<ElectionLife> lives = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();
    private final List<@Nullable Effect[]> effects = new ArrayList<>();
    private final Map<Memory, Integer> starts = new HashMap<>();

    ElectionTable(ElectionVariant variant, int epochs) {
        this.variant = variant;
        this.epochs = epochs;
        this.inputs = ElectionInput.all(epochs);
    }

    int size() {
        return lives.size();
    }

    ElectionLife life(int number) {
        return lives.get(number);
    }

    List<ElectionInput> inputs() {
        return inputs;
    }

    /** A process that starts with that on its disk. */
    int start(Memory found) {
        Integer known = starts.get(found);
        if (known == null) {
            known = number(new ElectionMember(found, variant).life(), new Origin(found, -1, -1));
            starts.put(found, known);
        }
        return known;
    }

    /** What an input does; {@code null} where it cannot happen or leads beyond the last epoch. */
    @Nullable
    Effect effect(int life, int input) {
        @Nullable Effect[] known = effects.get(life);
        Effect effect = known[input];
        if (effect == null) {
            effect = learn(life, input);
            known[input] = effect;
        }
        return effect == NONE ? null : effect;
    }

    private Effect learn(int number, int input) {
        ElectionLife life = lives.get(number);
        if (!isPossible(life, inputs.get(input).kind())) {
            return NONE;
        }
        ElectionMember member = revive(number);
        ElectionOutcome outcome = member.handle(inputs.get(input));
        ElectionLife next = member.life();
        if (next.attempt() != null && next.attempt().epoch() > epochs) {
            return NONE;
        }
        if (next.currentEpoch() < life.currentEpoch()) {
            outcome.fault("the current epoch falls");
        }
        return new Effect(number(next, new Origin(origins.get(number).start, number, input)), outcome);
    }

    private boolean isPossible(ElectionLife life, ElectionInput.Kind kind) {
        return switch (kind) {
            case START -> life.attempt() == null && !life.failing();
            // Before its own vote is saved an attempt has nothing to wait for; its time may be up right after.
            case TIME_PASSES -> (life.attempt() != null && life.attempt().durable()) || life.failing();
            case SAVED, FAILED_EARLY, FAILED_LATE -> life.running() != null;
            case ASKED, ANSWERED -> true;
        };
    }

    /** A Sentinel in that condition. */
    private ElectionMember revive(int number) {
        Deque<Integer> path = new ArrayDeque<>();
        for (int at = number; origins.get(at).parent >= 0; at = origins.get(at).parent) {
            path.push(origins.get(at).input);
        }
        ElectionMember member = new ElectionMember(origins.get(number).start, variant);
        path.forEach(input -> member.handle(inputs.get(input)));
        return member;
    }

    private int number(ElectionLife life, Origin origin) {
        Integer known = numbers.putIfAbsent(life, lives.size());
        if (known != null) {
            return known;
        }
        lives.add(life);
        origins.add(origin);
        effects.add(new Effect[inputs.size()]);
        return lives.size() - 1;
    }

    /** The number of the condition in which the two peers have changed places. */
    int mirrored(int number) {
        Integer known = numbers.get(lives.get(number).mirrored());
        if (known != null) {
            return known;
        }
        Origin origin = origins.get(number);
        Memory start = origin.start.mirrored();
        if (origin.parent < 0) {
            return start(start);
        }
        int input = inputs.indexOf(inputs.get(origin.input).mirrored());
        return number(lives.get(number).mirrored(), new Origin(start, mirrored(origin.parent), input));
    }

    /**
     * Looks for conditions that are taken for one and are not: whoever got there by another way must answer to every input
     * as the one does that stands for them all.
     *
     * @param of of how many ways to a known condition is tried
     * @return what was found; the last line says how many ways were tried
     */
    List<String> differences(int of) {
        List<String> found = new ArrayList<>();
        int ways = 0;
        int tried = 0;
        int known = lives.size();
        for (int number = 0; number < known; number++) {
            if (!revive(number).life().equals(lives.get(number))) {
                found.add("not repeatable: " + lives.get(number));
            }
            for (int input = 0; input < inputs.size(); input++) {
                Effect effect = effects.get(number)[input];
                if (effect != null && effect != NONE && ways++ % of == 0) {
                    tried++;
                    compare(number, input, effect.next, found);
                }
            }
        }
        found.add(tried + " ways");
        return found;
    }

    private void compare(int number, int input, int reached, List<String> found) {
        for (int next = 0; next < inputs.size(); next++) {
            Effect expected = effects.get(reached)[next];
            if (expected == null || expected == NONE) {
                continue;
            }
            ElectionMember member = revive(number);
            member.handle(inputs.get(input));
            ElectionOutcome outcome = member.handle(inputs.get(next));
            if (!member.life().equals(lives.get(expected.next)) || !outcome.isSameAs(expected.outcome)) {
                found.add(lives.get(number) + " after " + inputs.get(input) + " and " + inputs.get(next));
            }
        }
    }

    /** Conditions in which a message matters that is swept away. */
    List<String> sweepings() {
        List<String> found = new ArrayList<>();
        int known = lives.size();
        for (int number = 0; number < known; number++) {
            ElectionLife life = lives.get(number);
            for (int input = ElectionInput.FIRST_MESSAGE; input < inputs.size(); input++) {
                ElectionInput message = inputs.get(input);
                Effect effect = effect(number, input);
                boolean same = effect != null
                        && (message.kind() == ElectionInput.Kind.ASKED
                                ? message.epoch() > life.settledEpoch() || tellsOnly(life, message.peer(), effect)
                                : isAsPlain(number, message, effect));
                if (!same) {
                    found.add(message + " matters to " + life);
                }
            }
        }
        return found;
    }

    /** Whether all that a request does is to tell or owe its sender an answer. */
    private boolean tellsOnly(ElectionLife life, int peer, Effect effect) {
        return lives.get(effect.next).owingNothingTo(peer).equals(life.owingNothingTo(peer))
                && effect.outcome.questions.isEmpty()
                && effect.outcome.electedEpoch == 0
                && effect.outcome.replies.stream().allMatch(reply -> reply.to() == peer);
    }

    private boolean isAsPlain(int number, ElectionInput message, Effect effect) {
        long next = lives.get(number).nextAttempt();
        if (next > epochs) {
            return effect.next == number && effect.outcome.isSameAs(new ElectionOutcome());
        }
        boolean plain = message.epoch() < next || (message.epoch() == next && message.leader() == ElectionLife.NOBODY);
        if (!plain) {
            return true;
        }
        ElectionInput other = new ElectionInput(ElectionInput.Kind.ANSWERED, message.peer(), ElectionLife.NOBODY, next);
        Effect expected = effect(number, inputs.indexOf(other));
        return expected != null && expected.next == effect.next && expected.outcome.isSameAs(effect.outcome);
    }
}
