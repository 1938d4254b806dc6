package io.reactivesentinel.benchmarks;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.RespValue.Array;
import io.reactivesentinel.resp.RespValue.Int;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one monitored master and what the other Sentinels think of it. Every answer is made once and given again
 * and again, so that a measurement finds little of its own simulation in its figures.
 */
final class SimulatedGroup {

    static final int SERVERS = 3;
    static final int PORT = 6379;

    private final String name;
    private final SimulatedServer[] servers = new SimulatedServer[SERVERS];

    /** INFO of each server, by which of them is the master. */
    private final RespValue[][] infos = new RespValue[SERVERS][SERVERS];

    private int master;
    private int silent = -1;
    private long configEpoch;
    private @Nullable RespValue view;
    private @Nullable List<List<RespValue>> peerHellos;

    SimulatedGroup(int number) {
        name = "master" + number;
        for (int i = 0; i < SERVERS; i++) {
            servers[i] = new SimulatedServer(
                    this, i, new InstanceAddress("10.%d.%d.%d".formatted(i, number / 256, number % 256), PORT));
        }
        for (int asked = 0; asked < SERVERS; asked++) {
            for (int leader = 0; leader < SERVERS; leader++) {
                infos[asked][leader] = RespValue.bulk(info(asked, leader));
            }
        }
    }

    private String info(int asked, int leader) {
        String runId = "%040x".formatted(servers[asked].address().hashCode());
        if (asked != leader) {
            return RedisInfo.replica(runId, servers[leader].address().host());
        }
        List<String> replicas = new ArrayList<>();
        for (SimulatedServer each : servers) {
            if (each.index() != leader) {
                replicas.add(each.address().host());
            }
        }
        return RedisInfo.master(runId, replicas);
    }

    String name() {
        return name;
    }

    List<SimulatedServer> servers() {
        return List.of(servers);
    }

    SimulatedServer master() {
        return servers[master];
    }

    RespValue info(SimulatedServer server) {
        return infos[server.index()][master];
    }

    boolean isSilent(SimulatedServer server) {
        return server.index() == silent;
    }

    /** The master answers nothing any more. */
    SimulatedServer silenceMaster() {
        silent = master;
        return servers[master];
    }

    /** All answer again; who was silent has been restarted as a replica. */
    void endSilence() {
        silent = -1;
    }

    void promote(SimulatedServer server) {
        master = server.index();
    }

    /** The other Sentinels have taken the newer configuration over. */
    void configured(long epoch) {
        configEpoch = epoch;
        view = null;
        peerHellos = null;
    }

    /** A peer's answer to SENTINEL MASTER. */
    RespValue view() {
        if (view == null) {
            view = Payload.masterReply(configEpoch);
        }
        return view;
    }

    /** A peer's answer to IS-MASTER-DOWN-BY-ADDR. */
    RespValue down(String host, RespValue leader, long leaderEpoch) {
        boolean down = silent >= 0 && servers[silent].address().host().equals(host);
        return new Array(List.of(Int.of(down ? 1 : 0), leader, Int.of(leaderEpoch)));
    }

    /** What subscribers of a server get from the other Sentinels. */
    List<List<RespValue>> peerHellos(List<SimulatedWorld.Peer> peers) {
        if (peerHellos == null) {
            List<List<RespValue>> pushes = new ArrayList<>();
            for (SimulatedWorld.Peer peer : peers) {
                String payload = new HelloMessage(
                                peer.address(), peer.id(), configEpoch, name, master().address(), configEpoch)
                        .format();
                pushes.add(push(payload));
            }
            peerHellos = pushes;
        }
        return peerHellos;
    }

    static List<RespValue> push(String payload) {
        return List.of(RespValue.bulk("message"), RespValue.bulk(HelloMessage.CHANNEL), RespValue.bulk(payload));
    }
}
