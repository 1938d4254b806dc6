package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.MasterRecord;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * One cluster that is harmed for hours of its own time: nothing grows. How many hours, {@code -Dsoak.hours=} says.
 */
class SoakSimulationTest {

    private static final int HOURS = Integer.getInteger("soak.hours", 4);
    private static final long BOUT_MS = 600_000;
    private static final int BOUTS_PER_HOUR = 6;
    private static final long REST_MS = 60_000;
    private static final long SLACK_BYTES = 3L << 20;
    private static final double SLACK = 1.25;

    /** Those after which a Sentinel is right to remember more, or an operator has to tidy up, are left out. */
    private static final Set<FaultKind> HARM = EnumSet.complementOf(EnumSet.of(
            FaultKind.MOVE,
            FaultKind.FORGED_HELLO,
            FaultKind.OPERATOR_RESET,
            FaultKind.OPERATOR_MONITOR,
            FaultKind.REUSED_ADDRESS,
            FaultKind.MASTER_MOVE,
            FaultKind.OPERATOR_REPLICAOF));

    /** What there is at the end of an hour. */
    private record Size(int wires, int waiting, int replicas, int sentinels, long heapBytes) {}

    @Test
    void nothingGrowsInHoursOfHarm() {
        World world = new World(HOURS);
        Cluster cluster = new Cluster(world, plan(), Variant.PRODUCTION);
        cluster.start();
        world.run(15_000);
        List<Size> sizes = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            for (int bout = 0; bout < BOUTS_PER_HOUR; bout++) {
                harm(world, cluster);
            }
            sizes.add(size(world, cluster));
        }
        Size second = sizes.get(1);
        Size last = sizes.get(sizes.size() - 1);
        assertThat(last.wires()).as("connections %s", sizes).isLessThanOrEqualTo(second.wires() + 6);
        assertThat(last.waiting()).as("events %s", sizes).isLessThanOrEqualTo((int) (second.waiting() * SLACK) + 50);
        assertThat(last.replicas()).as("replicas %s", sizes).isLessThanOrEqualTo(second.replicas());
        assertThat(last.sentinels())
                .as("Sentinels %s", sizes)
                .isEqualTo(2 * cluster.plan().sentinels());
        assertThat(last.heapBytes())
                .as("heap %s", sizes)
                .isLessThanOrEqualTo((long) (second.heapBytes() * SLACK) + SLACK_BYTES);
    }

    /** Without writers: what these have written is kept to the end. */
    private static ClusterPlan plan() {
        return new ClusterPlan(3, 0, 1, 2, 2, 3_000, 10_000, 1, false, true, 100, 800, 0, 200, 0, true);
    }

    private static void harm(World world, Cluster cluster) {
        Faults harm = new Faults(cluster);
        harm.begin(HARM);
        world.run(BOUT_MS - REST_MS);
        harm.heal();
        Harmony harmony = new Harmony(cluster, false);
        long untilMs = world.nowMs() + Harmony.limitMs(cluster.plan());
        world.run(REST_MS);
        while (!harmony.discords().isEmpty()) {
            assertThat(world.nowMs()).as("rest: %s", harmony.discords()).isLessThan(untilMs);
            world.run(1_000);
        }
    }

    private static Size size(World world, Cluster cluster) {
        int replicas = 0;
        int sentinels = 0;
        for (SentinelNode each : cluster.sentinels()) {
            MasterRecord master =
                    ((OurSentinel) each).disk().durable().masters().get(0);
            replicas += master.replicas().size();
            sentinels += master.sentinels().size();
        }
        return new Size(world.network().wires(), world.queue().waiting(), replicas, sentinels, heapBytes());
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
