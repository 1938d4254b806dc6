package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells a run as a story: who did what, when, and what it was told. */
public final class Trace implements Observer {

    private final World world;
    private final boolean everything;
    private final Consumer<String> lines;

    /**
     * A story of a world.
     *
     * @param world what is told of
     * @param everything whether the questions and answers are told that go on all the time
     * @param lines takes it line by line
     */
    public Trace(World world, boolean everything, Consumer<String> lines) {
        this.world = world;
        this.everything = everything;
        this.lines = lines;
    }

    private void tell(Object who, String what) {
        long us = world.queue().nowUs();
        lines.accept(String.format(Locale.ROOT, "%9.3f  %-8s  %s", us / 1_000_000.0, who, what));
    }

    @Override
    public void noted(Object subject, String what) {
        tell(subject, what);
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (everything || event.type().level() != EventLevel.DEBUG) {
            tell(by.process(), event.type().channel() + " " + event.payload());
        }
    }

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (Wording.isRoleCommand(words) || (everything && !isChatter(words))) {
            tell(from, "-> " + to + "  " + String.join(" ", words));
        }
    }

    @Override
    public void expired(SimProcess from, InstanceAddress to, List<String> words) {
        tell(from, "does not write to " + to + " any more: " + String.join(" ", words));
    }

    @Override
    public void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        if (Wording.isDownQuestion(words)) {
            Wording.Down down = Wording.down(values);
            if (down != null && !words.get(5).equals("*")) {
                tell(
                        by,
                        "tells " + to + ": down " + (down.down() ? 1 : 0) + ", voted for " + down.leader() + " in "
                                + down.epoch() + " (asked for " + words.get(4) + ")");
            } else if (down != null && everything) {
                tell(by, "tells " + to + ": down " + (down.down() ? 1 : 0));
            }
        }
    }

    @Override
    public void roleChanged(RedisNode node) {
        tell(node, node.isMaster() ? "is a master" : "follows " + node.follows());
    }

    private static boolean isChatter(List<String> words) {
        return words.get(0).equals("PING")
                || words.get(0).equals("CLIENT")
                || words.get(0).equals("SET")
                || words.get(0).equals("REPLCONF");
    }
}
