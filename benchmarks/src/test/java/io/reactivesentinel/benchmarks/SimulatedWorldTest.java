package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedWorldTest {

    @Test
    void everyFailoverMovesTheMasterAndLeavesAGroupThatCanFailOverAgain() {
        SimulatedWorld world = SimulatedWorld.settled(1, Timings.DEFAULT);
        List<InstanceAddress> masters = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            masters.add(world.failOver());
        }

        for (int i = 1; i < masters.size(); i++) {
            assertThat(masters.get(i)).isNotEqualTo(masters.get(i - 1));
        }
    }

    @Test
    void aFailoverTakesLittleMoreSimulatedTimeThanTheSilenceItWaitsFor() {
        SimulatedWorld world = SimulatedWorld.settled(1, Timings.DEFAULT);
        long failovers = 20;
        long beforeMs = world.nowMs();
        for (int i = 0; i < failovers; i++) {
            world.failOver();
        }

        assertThat((world.nowMs() - beforeMs) / failovers).isBetween(900L, 1_500L);
    }

    @Test
    void aSecondOfWatchingHoldsThePingsThatThePeriodAsksFor() {
        SimulatedWorld world = SimulatedWorld.settled(1, Timings.DEFAULT);
        long before = world.handleOnePing();
        world.runFor(1_000);

        // Three servers and two Sentinels, ten times each.
        assertThat(world.handleOnePing() - before).isBetween(45L, 55L);
    }
}
