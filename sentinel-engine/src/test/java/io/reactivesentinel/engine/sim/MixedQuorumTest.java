package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One Sentinel of ours beside two that behave as C's do. */
class MixedQuorumTest {

    private static final String NAME = "mymaster";

    private final List<TinyRedis> nodes = new ArrayList<>();
    private final List<SentinelNode> sentinels = new ArrayList<>();
    private final Set<SentinelNode> leaders = new LinkedHashSet<>();
    private World world = new World(0);

    private void cluster(long seed) {
        world = new World(seed);
        nodes.clear();
        sentinels.clear();
        leaders.clear();
        world.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                if (event.type() == EventType.ELECTED_LEADER) {
                    leaders.add(by);
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            InstanceAddress master = i == 0 ? null : nodes.get(0).address();
            new TinyRedis(world, world.network().host("redis" + i), nodes, master).start();
        }
        for (int i = 0; i < 3; i++) {
            SimHost host = world.network().host("sentinel" + i);
            PersistentState state = state();
            SentinelNode made = i == 0
                    ? new OurSentinel(world, host.name(), host, 26379, state, Timings.DEFAULT, Variant.PRODUCTION)
                    : new CSentinel(world, host.name(), host, 26379, state);
            sentinels.add(made);
            made.process().start();
        }
        world.run(20_000 + world.chance().below(10_000));
    }

    private PersistentState state() {
        InstanceAddress master = nodes.get(0).address();
        MonitorConfig settings = MonitorConfig.builder(NAME, master.host(), master.port(), 2)
                .downAfter(Duration.ofSeconds(1))
                .failoverTimeout(Duration.ofSeconds(20))
                .build();
        return new PersistentState(
                world.chance().hexId(), 0, GlobalSettings.DEFAULT, List.of(MasterRecord.fresh(settings)));
    }

    private SentinelNode.Held held(int sentinel) {
        return sentinels.get(sentinel).held(NAME);
    }

    private void assertThatAllAgreeOn(long seed) {
        for (int i = 1; i < 3; i++) {
            assertThat(held(i).address()).as("seed %d", seed).isEqualTo(held(0).address());
            assertThat(held(i).configEpoch()).as("seed %d", seed).isEqualTo(held(0).configEpoch());
        }
    }

    @Test
    void theyKnowEachOther() {
        cluster(1);
        assertThat(sentinels)
                .allSatisfy(each -> assertThat(each.held(NAME).peers()).isEqualTo(2));
        assertThat(sentinels.get(0).isOurs()).isTrue();
        assertThat(sentinels.get(1).isOurs()).isFalse();
    }

    @Test
    void aDeadMasterIsReplacedWhoeverLeads() {
        int led = 0;
        for (int seed = 0; seed < 20; seed++) {
            cluster(seed);
            nodes.get(0).crash();
            world.run(6_000);
            assertThat(held(0).address())
                    .as("seed %d", seed)
                    .isNotEqualTo(nodes.get(0).address());
            assertThatAllAgreeOn(seed);
            led += leaders.contains(sentinels.get(0)) ? 1 : 0;
        }
        assertThat(led).isPositive();
    }

    @Test
    void twoOfCReplaceItWhenOursIsDead() {
        cluster(3);
        sentinels.get(0).process().crash();
        nodes.get(0).crash();
        world.run(60_000);
        assertThat(held(1).address()).isNotEqualTo(nodes.get(0).address());
        sentinels.get(0).process().start();
        world.run(10_000);
        assertThatAllAgreeOn(3);
    }

    @Test
    void oursIsHeardByOneOfCWhenTheOtherIsDead() {
        cluster(4);
        sentinels.get(2).process().crash();
        nodes.get(0).crash();
        world.run(6_000);
        assertThat(held(0).address()).isNotEqualTo(nodes.get(0).address());
        assertThat(held(1).address()).isEqualTo(held(0).address());
    }
}
