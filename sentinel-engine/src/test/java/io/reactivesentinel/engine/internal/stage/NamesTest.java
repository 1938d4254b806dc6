package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that go by a name and by a number are one, whoever uses which; and no name server holds anything up. */
final class NamesTest {

    private final Bench bench = Bench.threeSentinels();

    private static InstanceAddress named(int n) {
        return new InstanceAddress("redis-" + n, 6379);
    }

    /** All names are known to the name server; node 1 is monitored by its name, the replicas are found. */
    private void monitoredByName(boolean announce) {
        for (int n = 1; n <= 3; n++) {
            bench.dns.set("redis-" + n, "10.0.0." + n);
        }
        start(named(1), announce);
    }

    private void start(InstanceAddress master, boolean announce) {
        bench.settings = GlobalSettings.DEFAULT.resolving(true).announcingHostnames(announce);
        List<MasterRecord.KnownSentinel> peers = new ArrayList<>();
        bench.peers().forEach(peer -> peers.add(new MasterRecord.KnownSentinel(peer.address, peer.id)));
        bench.start(
                List.of(new MasterRecord(Bench.monitor(Bench.NAME, master, 2).build(), 0, 0, List.of(), peers)));
        bench.run(12_000);
    }

    private List<InstanceAddress> replicas() {
        return bench.monitored().replicas.values().stream()
                .map(Instance::address)
                .toList();
    }

    private String payload(EventType type) {
        List<SentinelEvent> found =
                bench.events.stream().filter(each -> each.type() == type).toList();
        return found.isEmpty() ? "" : Bench.last(found).payload();
    }

    @Test
    void aMasterByNameAndReplicasThatSayItsNumberBelongTogether() {
        monitoredByName(false);
        bench.run(120_000);
        assertThat(replicas()).containsExactly(Bench.node(2), Bench.node(3));
        assertThat(bench.happened(EventType.FIX_REPLICA_CONFIG)).isFalse();
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).isEqualTo(Optional.of(Bench.node(1)));
        assertThat(bench.monitored().node.address()).isEqualTo(named(1));
    }

    @Test
    void aFailoverIsToldInNumbers() {
        monitoredByName(false);
        bench.replicaAt(2).priority = 1;
        bench.elected();
        bench.await(EventType.FAILOVER_END, 5_000);
        assertThat(payload(EventType.SWITCH_MASTER)).isEqualTo("m 10.0.0.1 6379 10.0.0.2 6379");
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF", "10.0.0.2")).hasSize(1);
        // The name stays in the file: a number would not find the node again.
        assertThat(Bench.last(bench.saves).state().masters().get(0).replicas()).contains(named(1));
    }

    @Test
    void aFailoverIsToldInNames() {
        bench.master.replicas.replaceAll(
                each -> new InstanceAddress("redis-" + each.host().substring(7), 6379));
        monitoredByName(true);
        assertThat(replicas()).containsExactly(named(2), named(3));
        assertThat(payload(EventType.REPLICA)).isEqualTo("slave redis-3:6379 redis-3 6379 @ m redis-1 6379");
        bench.peers().forEach(peer -> peer.master = named(1));
        bench.replicaAt(2).priority = 1;
        bench.elected();
        bench.await(EventType.FAILOVER_END, 5_000);
        assertThat(payload(EventType.SWITCH_MASTER)).isEqualTo("m redis-1 6379 redis-2 6379");
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF", "redis-2")).hasSize(1);
    }

    @Test
    void toldInTheOtherFormFromNowOnNoNodeIsThereTwice() {
        monitoredByName(false);
        bench.call(new Command.Configure(settings -> settings.announcingHostnames(true)));
        bench.master.replicas.replaceAll(
                each -> new InstanceAddress("redis-" + each.host().substring(7), 6379));
        bench.run(30_000);
        assertThat(replicas()).hasSize(2);
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).isEqualTo(Optional.of(named(1)));
    }

    @Test
    void aMasterThatIsRebornElsewhereIsFoundByItsNameAndTheOldPlaceIsFree() {
        monitoredByName(false);
        bench.kill(bench.master);
        FakeRedis reborn = bench.redis(9, null);
        bench.dns.set("redis-1", "10.0.0.9");
        bench.run(900);
        assertThat(bench.happened(EventType.SDOWN)).isFalse();
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).isEqualTo(Optional.of(Bench.node(9)));
        // Another node gets the address that the master had.
        bench.master.reachable = true;
        bench.master.follow(Bench.node(9));
        reborn.replicas.add(Bench.node(1));
        bench.run(15_000);
        assertThat(replicas()).contains(Bench.node(1));
    }

    @Test
    void aDeadNameServerHoldsNothingUpAndIsToldOnce() {
        monitoredByName(false);
        bench.dns.latencyMs = 5_000;
        bench.dns.entries.remove("redis-3");
        bench.peers().forEach(peer -> peer.master = new InstanceAddress("unheard-of", 6379));
        bench.replicaAt(2).follow(new InstanceAddress("unheard-of", 6379));
        bench.run(60_000);
        assertThat(bench.lines.stream().filter("Failed to resolve hostname 'unheard-of'"::equals))
                .hasSize(1);
        assertThat(bench.dns.asked.stream().filter("unheard-of"::equals).count())
                .isBetween(2L, 13L);
        assertThat(bench.happened(EventType.TILT)).isFalse();
        assertThat(bench.happened(EventType.FIX_REPLICA_CONFIG)).isFalse();
        // It can be resolved again, and is who it was.
        bench.dns.set("unheard-of", "10.0.0.1");
        bench.run(20_000);
        assertThat(bench.monitored().dataNodeAt(Bench.node(2)).follows(named(1)))
                .isTrue();
        assertThat(bench.happened(EventType.FIX_REPLICA_CONFIG)).isFalse();
    }

    @Test
    void whatStandsForAnotherNodeIsCorrected() {
        monitoredByName(false);
        bench.replicaAt(2).follow(named(3));
        bench.run(60_000);
        assertThat(bench.replicaAt(2).timesOf("SLAVEOF", "10.0.0.1")).isNotEmpty();
    }

    @Test
    void aHelloAndAQuestionInNamesConcernTheMasterHeldByNumber() {
        for (int n = 1; n <= 3; n++) {
            bench.dns.set("redis-" + n, "10.0.0." + n);
        }
        start(Bench.MASTER, false);
        FakePeer peer = bench.peerAt(1);
        bench.hello(peer, 0, named(1), 0);
        bench.run(100);
        Bench.Reply<Command.DownAnswer> reply = bench.call(new Command.AskDown("REDIS-1", 6379, 5, peer.id));
        bench.run(100);
        assertThat(reply.value.leader()).isEqualTo(peer.id);
        assertThat(bench.call(new Command.AskDown("redis-2", 6379, 6, peer.id))
                        .value
                        .leader())
                .isEqualTo("*");
    }

    @Test
    void aReplicaWhoseNameCannotBeResolvedWaits() {
        bench.master.replicas.set(0, named(2));
        bench.dns.set("redis-1", "10.0.0.1");
        start(named(1), true);
        assertThat(replicas()).containsExactly(Bench.node(3));
        bench.dns.set("redis-2", "10.0.0.2");
        bench.run(15_000);
        assertThat(replicas()).containsExactlyInAnyOrder(Bench.node(3), named(2));
    }

    @Test
    void whatTurnsOutToBeOneNodeIsKeptOnce() {
        bench.dns.set("redis-1", "10.0.0.1");
        bench.settings = GlobalSettings.DEFAULT.resolving(true);
        bench.start(List.of(new MasterRecord(
                Bench.monitor(Bench.NAME, named(1), 2).build(),
                0,
                0,
                List.of(Bench.node(2), named(2), Bench.node(3)),
                List.of())));
        bench.run(30_000);
        assertThat(replicas()).containsExactlyInAnyOrder(Bench.node(2), named(2), Bench.node(3));
        bench.dns.set("redis-2", "10.0.0.2");
        bench.run(30_000);
        assertThat(replicas()).containsExactlyInAnyOrder(named(2), Bench.node(3));
    }

    @Test
    void aLostLinkIsMadeAnewWithoutTheNameServer() {
        monitoredByName(false);
        for (long latencyMs : new long[] {1, 5_000}) {
            bench.dns.latencyMs = latencyMs;
            List<Conn> lost = List.copyOf(bench.conns);
            bench.dns.entries.clear();
            lost.forEach(conn -> {
                bench.conns.remove(conn);
                bench.handle(new Input.Closed(conn, "reset"));
            });
            bench.run(10_000);
            assertThat(bench.monitored().node.link.isConnected()).isTrue();
            assertThat(bench.happened(EventType.SDOWN)).isFalse();
            bench.dns.set("redis-1", "10.0.0.1");
            bench.run(10_000);
        }
    }

    @Test
    void aNodeThatMayBeHeldTwiceIsNeverToldToFollowItself() {
        start(named(1), false);
        bench.master.replicas.add(Bench.node(1));
        bench.run(60_000);
        assertThat(bench.master.timesOf("SLAVEOF")).isEmpty();
    }

    @Test
    void spellingsOfAnIpv6AddressAreOneNode() {
        InstanceAddress place = new InstanceAddress("0:0:0:0:0:0:0:1", 6379);
        FakeRedis six = new FakeRedis(place, null);
        six.replicas.add(Bench.node(2));
        bench.replicaAt(2).follow(new InstanceAddress("::1", 6379));
        bench.processes.put(place, six);
        start(place, false);
        six.replicas.add(new InstanceAddress("::ffff:10.0.0.3", 6379));
        six.replicas.add(Bench.node(3));
        bench.replicaAt(3).follow(new InstanceAddress("0::1", 6379));
        bench.run(60_000);
        assertThat(replicas()).containsExactly(Bench.node(2), Bench.node(3));
        assertThat(bench.happened(EventType.FIX_REPLICA_CONFIG)).isFalse();
    }

    @Test
    void madeUpNamesAreNotAskedForWithoutEnd() {
        monitoredByName(false);
        bench.dns.latencyMs = 4_000;
        int before = bench.dns.asked.size();
        for (int i = 0; i < 5_000; i++) {
            bench.call(new Command.AskDown("made-up-" + i, 6379, 0, "*"));
        }
        assertThat(bench.dns.asked.size() - before).isEqualTo(Names.MAX_PENDING);
        bench.dns.latencyMs = 1;
        for (int i = 0; i < 5_000; i++) {
            bench.call(new Command.AskDown("made-up-" + i, 6379, 0, "*"));
            bench.run(2);
        }
        assertThat(bench.self().names.size()).isLessThanOrEqualTo(Names.MAX_KNOWN);
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).isEqualTo(Optional.of(Bench.node(1)));
    }
}
