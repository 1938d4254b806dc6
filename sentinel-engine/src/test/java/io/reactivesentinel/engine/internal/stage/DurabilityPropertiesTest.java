package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.guards.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Save, then speak, in whatever order saves are asked for, merged, done and failed. */
final class DurabilityPropertiesTest {

    private static final int STEPS = 2_000;

    /** Something that waits for a save, and what became of it. */
    private static final class Asked {
        final int number;
        final @Nullable MonitoredMaster master;

        /** The first save that holds the state of that moment. */
        final long version;

        @Nullable
        Boolean durable;

        Asked(int number, @Nullable MonitoredMaster master, long version) {
            this.number = number;
            this.master = master;
            this.version = version;
        }
    }

    private record Result(long version, boolean well) {}

    private final Bench bench = bench();
    private final Step step = new Step(bench.self(), bench);
    private final Durability durability = new Durability(0);
    private final List<Asked> asked = new ArrayList<>();
    private final Deque<Long> begun = new ArrayDeque<>();
    private final List<Long> epochs = new ArrayList<>(List.of(0L));
    private @Nullable Result ended;
    private long version;
    private boolean dirty;
    private int lastRun = -1;
    private long durableEpoch;
    private boolean failing;

    static List<Long> seeds() {
        return Seeds.first(10);
    }

    private static Bench bench() {
        Bench bench = new Bench();
        bench.replica(2);
        return bench.settled();
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void nothingIsSaidBeforeItsSaveAndAllInTheOrderItWasAskedFor(long seed) {
        Random random = new Random(seed);
        bench.saves.clear();
        for (int i = 0; i < STEPS; i++) {
            bench.nowMs += random.nextInt(700);
            step.at(bench.nowMs, bench.wallMs);
            for (int n = random.nextInt(4); n > 0; n--) {
                act(random);
            }
            durability.endStep(step);
            stepEnded();
        }
        // What a save sets free may ask for another one, though not for ever.
        for (int i = 0; i < 50 && (dirty || !begun.isEmpty()); i++) {
            durability.endStep(step);
            stepEnded();
            end(begun.getLast(), true);
        }
        assertThat(asked).filteredOn(each -> each.durable == null).isEmpty();
        assertThat(asked).hasSizeGreaterThan(STEPS / 4);
        assertThat(durability.isPending(bench.monitored())).isFalse();
    }

    private void act(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> {
                bench.self().currentEpoch++;
                durability.persist();
                dirty = true;
            }
            case 1, 2 -> persist(random.nextInt(3) == 0 ? null : bench.monitored(), random);
            case 3 -> behindSaves();
            default -> {
                if (!begun.isEmpty()) {
                    // Whoever saves may merge: then a later version ends, and all before it with it.
                    List<Long> versions = List.copyOf(begun);
                    end(versions.get(random.nextInt(versions.size())), random.nextInt(4) != 0);
                }
            }
        }
    }

    private void persist(@Nullable MonitoredMaster master, Random random) {
        Asked mine = ask(master, version + 1);
        dirty = true;
        boolean again = random.nextInt(5) == 0;
        durability.persist(master, after(mine, again ? () -> persist(master, random) : () -> {}));
        assertThat(mine.durable).as("%s", mine.number).isNull();
    }

    private void behindSaves() {
        MonitoredMaster master = bench.monitored();
        boolean pending = asked.stream().anyMatch(each -> each.durable == null && each.master == master);
        assertThat(durability.isPending(master)).isEqualTo(pending);
        Asked mine = ask(master, dirty ? version + 1 : version);
        if (!pending) {
            // Nothing to wait for: it runs now, and says nothing about the others.
            asked.remove(mine);
            List<Boolean> ran = new ArrayList<>();
            durability.behindSaves(master, step, new Durability.AfterDurable() {
                @Override
                public void durable(Step then) {
                    ran.add(true);
                }

                @Override
                public void failed(Step then) {
                    ran.add(false);
                }
            });
            assertThat(ran).containsExactly(true);
            return;
        }
        durability.behindSaves(master, step, after(mine, () -> {}));
        assertThat(mine.durable).isNull();
    }

    private Asked ask(@Nullable MonitoredMaster master, long needed) {
        Asked mine = new Asked(asked.isEmpty() ? 0 : asked.get(asked.size() - 1).number + 1, master, needed);
        asked.add(mine);
        return mine;
    }

    private Durability.AfterDurable after(Asked mine, Runnable then) {
        return new Durability.AfterDurable() {
            @Override
            public void durable(Step now) {
                ran(mine, true);
                then.run();
            }

            @Override
            public void failed(Step now) {
                ran(mine, false);
                then.run();
            }
        };
    }

    private void ran(Asked mine, boolean durable) {
        assertThat(mine.durable).as("%s ran twice", mine.number).isNull();
        mine.durable = durable;
        assertThat(mine.number).as("order").isGreaterThan(lastRun);
        lastRun = mine.number;
        assertThat(ended).as("%s ran although no save had ended", mine.number).isNotNull();
        assertThat(mine.version).as("%s ran before its save", mine.number).isLessThanOrEqualTo(ended.version);
        assertThat(durable).isEqualTo(ended.well);
    }

    private void end(long upTo, boolean well) {
        ended = new Result(upTo, well);
        while (!begun.isEmpty() && begun.getFirst() <= upTo) {
            begun.removeFirst();
        }
        if (well) {
            durability.saved(step, upTo, 1);
            durableEpoch = Math.max(durableEpoch, epochs.get((int) upTo));
        } else {
            durability.saveFailed(step, upTo, "disk full");
        }
        ended = null;
        failing = !well;
        assertThat(durability.isFailing()).isEqualTo(failing);
        assertThat(durability.durableEpoch()).isEqualTo(durableEpoch);
        assertThat(asked.stream().filter(each -> each.version <= upTo && each.durable == null))
                .as("left waiting behind save %s", upTo)
                .isEmpty();
    }

    /** A change is saved at the end of its step; a failed save is tried again by itself. */
    private void stepEnded() {
        if (!bench.saves.isEmpty()) {
            assertThat(bench.saves).hasSize(1);
            assertThat(dirty || failing).as("a save that nobody needs").isTrue();
            Bench.Save save = bench.saves.remove(0);
            assertThat(save.version()).isEqualTo(++version);
            assertThat(save.state().currentEpoch()).isEqualTo(bench.self().currentEpoch);
            begun.add(version);
            epochs.add(bench.self().currentEpoch);
            dirty = false;
        }
        assertThat(dirty).as("a change that is not saved").isFalse();
    }
}
