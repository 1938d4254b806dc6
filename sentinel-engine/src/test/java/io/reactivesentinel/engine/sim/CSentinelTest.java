package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.resp.RespValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model of C's Sentinel against what is known of the real one. */
class CSentinelTest extends CCluster {

    @Test
    void threeDiscoverEachOtherAndTheReplicasByHelloAndInfo() {
        cluster();
        assertThat(sentinels).allSatisfy(each -> assertThat(held(each).peers()).isEqualTo(2));
        assertThat(sentinels)
                .allSatisfy(each ->
                        assertThat(each.durable().master(NAME).replicas()).hasSize(2));
        assertThat(count(EventType.SENTINEL)).isEqualTo(6);
        assertThat(count(EventType.SDOWN)).isZero();
        assertThat(client().ask(sentinels.get(0).address(), "SENTINEL", "CKQUORUM", NAME)
                        .asText())
                .startsWith("OK 3 usable");
    }

    @Test
    void aDeadMasterIsReplacedAboutAsFastAsByTheRealOne() {
        long[] tookMs = new long[41];
        int twice = 0;
        for (int seed = 0; seed < tookMs.length; seed++) {
            world = world(seed);
            cluster();
            world.run(world.chance().below(5_000));
            nodes.get(0).crash();
            tookMs[seed] = untilSwitchedMs(60_000);
            world.run(5_000);
            // A switch puts the countdown to its beginning, but not the pace of attempts to connect: where the next
            // attempt
            // falls on the end of down-after, C takes the new master for down at once and fails over a second time.
            assertThat(count(EventType.SWITCH_MASTER)).as("seed %d", seed).isIn(3L, 6L);
            twice += count(EventType.SWITCH_MASTER) == 6 ? 1 : 0;
            assertThat(sentinels)
                    .allSatisfy(each -> assertThat(held(each).configEpoch()).isPositive());
        }
        Arrays.sort(tookMs);
        assertThat(tookMs[tookMs.length / 2]).as(Arrays.toString(tookMs)).isBetween(2_100L, 2_400L);
        assertThat(twice).isLessThan(tookMs.length / 5);
    }

    @Test
    void theOldMasterIsConvertedWhenItReturns() {
        cluster();
        nodes.get(0).crash();
        world.run(20_000);
        nodes.get(0).start();
        world.run(40_000);
        assertThat(nodes.get(0).follows).isEqualTo(held(sentinels.get(0)).address());
        assertThat(count(EventType.CONVERT_TO_REPLICA)).isPositive();
        assertThat(nodes.stream().filter(each -> each.follows == null)).hasSize(1);
    }

    @Test
    void aFailoverStartsOnlyTwiceTheTimeoutAfterTheLast() {
        data(1);
        for (int i = 0; i < 3; i++) {
            sentinel();
        }
        world.run(15_000);
        nodes.get(0).crash();
        world.run(38_000);
        assertThat(count(EventType.TRY_FAILOVER)).isPositive();
        said.clear();
        world.run(2_000);
        assertThat(count(EventType.TRY_FAILOVER)).isZero();
        world.run(10_000);
        assertThat(count(EventType.TRY_FAILOVER)).isPositive();
    }

    @Test
    void aSteppedClockAndALongPauseBringTilt() {
        cluster();
        sentinels.get(0).clock().stepWall(5_000);
        sentinels.get(1).pause();
        world.run(2_500);
        sentinels.get(1).resume();
        world.run(200);
        assertThat(sentinels.get(0).isTilt()).isTrue();
        assertThat(sentinels.get(1).isTilt()).isTrue();
        assertThat(sentinels.get(2).isTilt()).isFalse();
        nodes.get(0).crash();
        world.run(20_000);
        assertThat(count(EventType.ODOWN)).isZero();
        world.run(20_000);
        assertThat(sentinels.get(0).isTilt()).isFalse();
        assertThat(count(EventType.SWITCH_MASTER)).isEqualTo(3);
    }

    @Test
    void aShortPauseBringsNoFalseAlarm() {
        cluster();
        for (int i = 0; i < 20; i++) {
            sentinels.get(0).pause();
            world.run(1_800);
            sentinels.get(0).resume();
            world.run(3_000 + i * 37);
        }
        // The others think otherwise of it.
        assertThat(said)
                .noneMatch(each -> each.by() == sentinels.get(0)
                        && (each.event().type() == EventType.SDOWN
                                || each.event().type() == EventType.TILT));
        assertThat(count(EventType.ODOWN)).isZero();
    }

    @Test
    void itShowsItsStateAsOursReadsIt() {
        cluster();
        List<String> master = texts(client().ask(sentinels.get(0).address(), "SENTINEL", "MASTER", NAME));
        assertThat(master).hasSize(40);
        assertThat(master.get(32)).isEqualTo("num-other-sentinels");
        assertThat(master.get(33)).isEqualTo("2");
        assertThat(master).containsSequence("flags", "master");
    }

    @Test
    void itPublishesEventsToClients() {
        cluster();
        List<RespValue> heard = client().send(sentinels.get(1).address(), "SUBSCRIBE", "+switch-master");
        world.run(10);
        assertThat(texts(heard.get(0))).containsExactly("subscribe", "+switch-master", "1");
        nodes.get(0).crash();
        world.run(10_000);
        assertThat(texts(heard.get(1))).startsWith("message", "+switch-master").hasSize(3);
        assertThat(texts(heard.get(1)).get(2)).startsWith(NAME + " 10.0.0.1 6379 10.0.0.");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        cluster();
        nodes.get(0).crash();
        world.run(30_000);
        long first = world.hash();
        world = world(1);
        cluster();
        nodes.get(0).crash();
        world.run(30_000);
        assertThat(world.hash()).isEqualTo(first);
    }
}
