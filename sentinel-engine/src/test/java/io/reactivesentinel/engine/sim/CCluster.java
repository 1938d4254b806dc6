package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.c.CState;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** A master, its replicas, and Sentinels that behave as C's do: what the tests of these begin with. */
abstract class CCluster {

    static final String NAME = "mymaster";
    static final String OTHER_ID = "0123456789012345678901234567890123456789";

    record Said(SentinelNode by, SentinelEvent event) {}

    final List<Said> said = new ArrayList<>();
    final List<TinyRedis> nodes = new ArrayList<>();
    final List<CSentinel> sentinels = new ArrayList<>();
    World world = world(1);

    World world(long seed) {
        World made = new World(seed);
        said.clear();
        nodes.clear();
        sentinels.clear();
        made.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                said.add(new Said(by, event));
            }
        });
        return made;
    }

    void data(int count) {
        for (int i = 0; i < count; i++) {
            InstanceAddress master = i == 0 ? null : nodes.get(0).address();
            new TinyRedis(world, world.network().host("redis" + i), nodes, master).start();
        }
    }

    CState initial() {
        return CState.of(
                world.chance().hexId(),
                List.of(CState.Monitored.fresh(NAME, nodes.get(0).address(), 2, 1_000, 20_000, 1)));
    }

    CSentinel sentinel() {
        String name = "c" + sentinels.size();
        CSentinel made = new CSentinel(world, name, world.network().host(name), 26379, initial());
        sentinels.add(made);
        made.start();
        return made;
    }

    void cluster() {
        data(3);
        for (int i = 0; i < 3; i++) {
            sentinel();
        }
        world.run(15_000);
    }

    TinyClient client() {
        return new TinyClient(world, world.network().host("client"), words -> RespValue.SimpleString.PONG);
    }

    static SentinelNode.Held held(SentinelNode sentinel) {
        return sentinel.held(NAME);
    }

    long count(EventType type) {
        return said.stream().filter(each -> each.event().type() == type).count();
    }

    boolean allName(InstanceAddress address) {
        return sentinels.stream().allMatch(each -> held(each).address().equals(address));
    }

    /** Until all name another master than the first node; how long that took. */
    long untilSwitchedMs(long atMostMs) {
        long fromMs = world.nowMs();
        while (world.nowMs() - fromMs < atMostMs
                && (allName(nodes.get(0).address())
                        || !allName(held(sentinels.get(0)).address()))) {
            world.run(10);
        }
        return world.nowMs() - fromMs;
    }

    static List<String> texts(RespValue value) {
        List<String> texts = new ArrayList<>();
        for (RespValue each : value.elements()) {
            texts.add(each instanceof RespValue.Int number ? Long.toString(number.value()) : each.asText());
        }
        return texts;
    }

    RespValue vote(TinyClient client, CSentinel of, String epoch, String candidate) {
        InstanceAddress master = nodes.get(0).address();
        return client.ask(of.address(), "SENTINEL", "IS-MASTER-DOWN-BY-ADDR", master.host(), "6379", epoch, candidate);
    }

    static String hello(InstanceAddress from, String id, long epoch, InstanceAddress master, long config) {
        return from.host() + "," + from.port() + "," + id + "," + epoch + "," + NAME + "," + master.host() + ","
                + master.port() + "," + config;
    }
}
