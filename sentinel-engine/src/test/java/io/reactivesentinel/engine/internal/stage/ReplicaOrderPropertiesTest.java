package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.guards.Seeds;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever replicas say of themselves, all Sentinels that heard the same choose the same, and none that must not win. */
final class ReplicaOrderPropertiesTest {

    private static final int TRIES = 400;
    private static final int NODES = 6;
    private static final List<String> LINEAGES = List.of("", "a".repeat(40), "b".repeat(40));

    private final Bench bench = new Bench();
    private final ReplicaOrder order = new ReplicaOrder();

    static List<Long> seeds() {
        return Seeds.first(10);
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private List<DataNode> settled() {
        for (int i = 0; i < NODES; i++) {
            bench.replica(2 + i);
        }
        bench.settled();
        return new ArrayList<>(bench.monitored().replicas.values());
    }

    /** From few values, so that every step of the comparison is reached. */
    private void scramble(DataNode node, int n, Random random) {
        MonitoredMaster master = bench.monitored();
        boolean unheard = random.nextInt(12) == 0;
        boolean isMaster = random.nextInt(4) == 0;
        node.info = unheard
                ? null
                : new Info(
                        isMaster ? InstanceKind.MASTER : random.nextInt(20) == 0 ? null : InstanceKind.REPLICA,
                        String.format(random.nextBoolean() ? "%040x" : "%040X", 0xabc0 + n),
                        isMaster ? "" : any(List.of(Bench.MASTER.host(), "10.9.9.9"), random),
                        isMaster ? 0 : Bench.MASTER.port(),
                        random.nextBoolean(),
                        random.nextInt(4) - 1,
                        random.nextInt(6) == 0,
                        any(List.of(0, 1, 100, 100, Integer.MAX_VALUE), random),
                        any(List.of(0L, 1L, 5L, Long.MAX_VALUE), random),
                        true,
                        any(LINEAGES, random),
                        any(LINEAGES, random),
                        random.nextBoolean(),
                        List.<InstanceAddress>of(),
                        List.<InstanceAddress>of(),
                        any(List.of(Info.HandOver.values()), random));
        node.sdown = random.nextInt(8) == 0;
        node.infoAtMs = bench.nowMs - random.nextInt(40_000);
        node.link.lastValidMs = bench.nowMs - random.nextInt(8_000);
        node.seenAsReplica = random.nextBoolean();
        node.roleReportedMs = master.node.link.lastValidMs + random.nextInt(3) - 1;
    }

    private void scrambleMaster(Random random) {
        MonitoredMaster master = bench.monitored();
        master.replicationId = any(LINEAGES, random);
        master.hadKeys = random.nextBoolean();
        master.node.sdown = random.nextBoolean();
        master.node.sdownSinceMs = bench.nowMs - random.nextInt(20_000);
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void itIsATotalOrderOfWhateverReplicasThereAre(long seed) {
        Random random = new Random(seed);
        List<DataNode> nodes = settled();
        Comparator<DataNode> compare = order.order();
        for (int i = 0; i < TRIES; i++) {
            scrambleMaster(random);
            for (int n = 0; n < nodes.size(); n++) {
                scramble(nodes.get(n), n, random);
            }
            for (DataNode a : nodes) {
                assertThat(compare.compare(a, a)).isZero();
                for (DataNode b : nodes) {
                    int ab = Integer.signum(compare.compare(a, b));
                    assertThat(ab).isEqualTo(-Integer.signum(compare.compare(b, a)));
                    assertThat(ab == 0).isEqualTo(a == b || (a.info == null && b.info == null));
                    for (DataNode c : nodes) {
                        if (ab <= 0 && compare.compare(b, c) <= 0) {
                            assertThat(compare.compare(a, c)).isNotPositive();
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void theChoiceDoesNotDependOnWhoIsLookedAtFirst(long seed) {
        Random random = new Random(seed);
        List<DataNode> nodes = settled();
        Step step = new Step(bench.self(), bench);
        step.at(bench.nowMs, bench.wallMs);
        int chosen = 0;
        for (int i = 0; i < TRIES; i++) {
            scrambleMaster(random);
            for (int n = 0; n < nodes.size(); n++) {
                scramble(nodes.get(n), n, random);
            }
            DataNode first = choice(nodes, step);
            Collections.shuffle(nodes, random);
            assertThat(choice(nodes, step)).isSameAs(first);
            nodes.sort(Comparator.comparingInt(node -> node.address().hashCode()));
            if (first != null) {
                chosen++;
                checkChoice(first, nodes, step);
            }
        }
        assertThat(chosen).as("tries that chose anybody").isGreaterThan(TRIES / 4);
    }

    private DataNode choice(List<DataNode> nodes, Step step) {
        return nodes.stream()
                .filter(node -> order.isEligible(node, step) && !order.isExcluded(node))
                .min(order.order())
                .orElse(null);
    }

    private void checkChoice(DataNode best, List<DataNode> nodes, Step step) {
        Info info = best.info;
        assertThat(best.sdown).isFalse();
        assertThat(info).isNotNull();
        assertThat(info.priority()).isPositive();
        assertThat(info.syncInProgress()).isFalse();
        assertThat(order.isWorthWaitingFor(best, step)).isTrue();
        for (DataNode other : nodes) {
            if (other == best || !order.isEligible(other, step) || order.isExcluded(other)) {
                continue;
            }
            if (order.isPromotedAlready(best) == order.isPromotedAlready(other)) {
                assertThat(order.isDoubtful(best) && !order.isDoubtful(other))
                        .as("a doubtful one before one that is not")
                        .isFalse();
                if (order.isDoubtful(best) == order.isDoubtful(other)) {
                    assertThat(info.priority()).isLessThanOrEqualTo(other.info.priority());
                    if (info.priority() == other.info.priority()) {
                        assertThat(info.offset()).isGreaterThanOrEqualTo(other.info.offset());
                    }
                }
            } else {
                assertThat(order.isPromotedAlready(best)).isTrue();
            }
        }
    }
}
