package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Another Sentinel as it answers ours; its word is what a test says it is, its vote by default an honest one. */
final class FakePeer extends FakeProcess {

    String id;
    InstanceAddress master;
    boolean saysDown;

    String leader = "*";
    long leaderEpoch;

    /** Whether it gives its vote to whom asks first in an epoch. */
    boolean votes = true;

    /** What it answers to every request for its vote instead of anything sensible. */
    @Nullable
    LongFunction<RespValue> voteAnswer;

    String flags = "master";
    String failoverState = "";
    long configEpoch;
    int others;
    boolean refusesMaster;
    boolean refusesMyId;

    /** Ids and ports that it lists under SENTINELS. */
    final List<RespValue> sentinels = new ArrayList<>();

    FakePeer(InstanceAddress address, String id, InstanceAddress master, int others) {
        super(address);
        this.id = id;
        this.master = master;
        this.others = others;
    }

    /** Leads a failover, in that state. */
    void act(String state) {
        flags = "master,failover_in_progress";
        failoverState = state;
    }

    void idle() {
        flags = "master";
        failoverState = "";
    }

    void votedFor(String candidate, long epoch) {
        leader = candidate;
        leaderEpoch = epoch;
    }

    @Override
    RespValue answer(List<String> words) {
        if (words.get(0).equals("PING")) {
            return RespValue.SimpleString.PONG;
        }
        if (!words.get(0).equals("SENTINEL")) {
            return RespValue.Int.of(1);
        }
        return switch (words.get(1)) {
            case "MYID" -> refusesMyId ? error("ERR unknown subcommand 'MYID'") : text(id);
            case "MASTER" -> refusesMaster ? error("ERR No such master with that name") : view();
            case "GET-MASTER-ADDR-BY-NAME" -> fields(master.host(), Integer.toString(master.port()));
            case "SENTINELS" -> new RespValue.Array(List.copyOf(sentinels));
            case "is-master-down-by-addr" -> down(words);
            default -> error("ERR unknown");
        };
    }

    private RespValue view() {
        List<String> all = new ArrayList<>(List.of(
                "name",
                "m",
                "ip",
                master.host(),
                "port",
                Integer.toString(master.port()),
                "flags",
                saysDown ? "s_down," + flags : flags));
        if (!failoverState.isEmpty()) {
            all.addAll(List.of("failover-state", failoverState));
        }
        all.addAll(
                List.of("config-epoch", Long.toString(configEpoch), "num-other-sentinels", Integer.toString(others)));
        return fields(all.toArray(String[]::new));
    }

    private RespValue down(List<String> words) {
        boolean held = words.get(2).equals(master.host()) && words.get(3).equals(Integer.toString(master.port()));
        RespValue down = RespValue.Int.of(held && saysDown ? 1 : 0);
        String candidate = words.get(5);
        if (!held || candidate.equals("*")) {
            return array(down, text("*"), RespValue.Int.of(0));
        }
        long epoch = Long.parseLong(words.get(4));
        if (voteAnswer != null && epoch > 0) {
            return voteAnswer.apply(epoch);
        }
        if (votes && epoch > leaderEpoch && epoch > configEpoch) {
            votedFor(candidate, epoch);
        }
        return array(down, text(leader), new RespValue.Int(leaderEpoch));
    }

    /** When it was asked for its vote. */
    List<Long> voteRequests() {
        return heard.stream()
                .filter(each -> each.has("SENTINEL", "is-master-down-by-addr"))
                .filter(each -> each.words().get(5).equals(Bench.ME)
                        && !each.words().get(4).equals("0"))
                .map(Heard::atMs)
                .toList();
    }

    /** An answer to a request for a vote. */
    static RespValue vote(String leader, long epoch) {
        return array(RespValue.Int.of(1), text(leader), new RespValue.Int(epoch));
    }
}
