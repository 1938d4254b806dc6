package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A minute of whatever may happen, in no order anybody thought of. The bench itself fails on conditions that nothing wakes
 * and on stages that chase each other; here the promises that hold at every moment are checked.
 */
final class RandomWalkTest {

    private final Bench bench = Bench.threeSentinels();
    private final Map<Long, String> votes = new HashMap<>();
    private long configEpoch;
    private long leaderEpoch;
    private long currentEpoch;
    private int looked;

    static List<Integer> seeds() {
        Integer one = Integer.getInteger("walk.seed");
        return one == null ? java.util.stream.IntStream.range(0, 30).boxed().toList() : List.of(one);
    }

    @ParameterizedTest(name = "-Dwalk.seed={0}")
    @MethodSource("seeds")
    void everyPromiseHoldsAtEveryMoment(int seed) {
        Random random = new Random(seed);
        bench.config = builder -> builder.failoverTimeout(Duration.ofSeconds(3)).parallelSyncs(1 + seed % 2);
        bench.settled();
        for (int i = 0; i < 60; i++) {
            disturb(random);
            int pieces = 1 + random.nextInt(4);
            for (int n = 0; n < pieces; n++) {
                bench.run(random.nextInt(500));
                check();
            }
        }
    }

    private void disturb(Random random) {
        List<FakeProcess> all = List.copyOf(bench.processes.values());
        FakeProcess any = all.get(random.nextInt(all.size()));
        FakePeer peer = bench.peerAt(1 + random.nextInt(2));
        switch (random.nextInt(22)) {
            case 0, 1 -> bench.kill(any);
            case 2, 3, 4 -> all.forEach(each -> each.reachable = true);
            case 5 -> any.freeze();
            case 6, 7 -> all.forEach(FakeProcess::thaw);
            case 8 -> bench.cut(any);
            case 9 -> bench.stall(random.nextInt(3_000));
            case 10 -> bench.disk = Bench.Disk.FAILS;
            case 11, 12 -> bench.disk = Bench.Disk.WORKS;
            case 13 -> bench.peers().forEach(each -> each.saysDown = random.nextBoolean());
            case 14 -> bench.askVote(peer, bench.self().currentEpoch + random.nextInt(3));
            case 15 -> peer.act(random.nextBoolean() ? "wait_start" : "wait_promotion");
            case 16 -> bench.peers().forEach(FakePeer::idle);
            case 17 -> somebodySwitches(random, peer);
            case 18 -> any.latencyMs = random.nextLong(1, 300);
            case 20 -> somebodyConflicts(random, peer);
            case 19 -> bench.call(new Command.Failover(Bench.NAME));
            default -> bench.call(new Command.Reset("*"));
        }
    }

    private void somebodySwitches(Random random, FakePeer from) {
        FakeRedis to = (FakeRedis) bench.processes.get(Bench.node(1 + random.nextInt(3)));
        to.promote();
        long epoch = bench.self().currentEpoch + 1;
        bench.peers().forEach(peer -> {
            peer.master = to.address;
            peer.configEpoch = epoch;
        });
        bench.hello(from, epoch, to.address, epoch);
    }

    /** Another address in the epoch that we hold, as C Sentinels can make it. */
    private void somebodyConflicts(Random random, FakePeer from) {
        FakeRedis to = (FakeRedis) bench.processes.get(Bench.node(1 + random.nextInt(3)));
        to.promote();
        long epoch = bench.monitored().configEpoch;
        from.master = to.address;
        from.configEpoch = epoch;
        bench.hello(from, epoch, to.address, epoch);
    }

    private void check() {
        MonitoredMaster master = bench.monitored();
        assertThat(bench.happened(EventType.FAULTED))
                .as(() -> bench.events.toString())
                .isFalse();
        assertThat(master.configEpoch).isGreaterThanOrEqualTo(configEpoch);
        assertThat(bench.self().currentEpoch).isGreaterThanOrEqualTo(currentEpoch);
        configEpoch = master.configEpoch;
        currentEpoch = bench.self().currentEpoch;
        for (; looked < bench.events.size(); looked++) {
            told(bench.events.get(looked));
        }
    }

    private void told(SentinelEvent event) {
        if (event instanceof VoteEvent vote) {
            assertThat(votes.putIfAbsent(vote.epoch(), vote.candidateId()))
                    .as("votes in epoch %s", vote.epoch())
                    .isNull();
            assertThat(vote.epoch()).isGreaterThan(leaderEpoch);
            leaderEpoch = vote.epoch();
        } else if (event instanceof SwitchMasterEvent change) {
            assertThat(bench.saves).as("saved before told: %s", change).anySatisfy(save -> {
                assertThat(save.state().masters().get(0).configEpoch()).isEqualTo(change.configEpoch());
                assertThat(save.state().masters().get(0).settings().address()).isEqualTo(change.newAddress());
            });
        }
    }
}
