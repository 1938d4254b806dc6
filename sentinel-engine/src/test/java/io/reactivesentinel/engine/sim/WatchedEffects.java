package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.Conn;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Request;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;

/** The effects of one of our Sentinels, with whoever watches looking on. */
final class WatchedEffects implements Effects {

    private final Effects real;
    private final OurSentinel sentinel;
    private boolean remembers;
    private String remembered = "";

    WatchedEffects(Effects real, OurSentinel sentinel) {
        this.real = real;
        this.sentinel = sentinel;
    }

    /** From now on the first effect is kept in mind. */
    void remember() {
        remembers = true;
        remembered = "";
    }

    /** The first effect since; empty for none. */
    String remembered() {
        remembers = false;
        return remembered;
    }

    private void acts(String what, Object on) {
        if (remembers && remembered.isEmpty()) {
            remembered = what + " " + on;
        }
    }

    @Override
    public void open(Conn conn) {
        acts("opens", conn);
        real.open(conn);
    }

    @Override
    public void resolve(String host) {
        acts("resolves", host);
        real.resolve(host);
    }

    @Override
    public void close(Conn conn, boolean abort) {
        real.close(conn, abort);
    }

    @Override
    public void send(Request request) {
        acts("sends", request);
        real.send(request);
    }

    @Override
    public void save(long version, PersistentState state) {
        acts("saves", version);
        real.save(version, state);
    }

    @Override
    public void publish(SentinelEvent event) {
        acts("publishes", event.payload());
        sentinel.world().published(sentinel, event);
        real.publish(event);
    }

    @Override
    public void log(EventLevel level, String text) {
        sentinel.world().note(sentinel, text);
        real.log(level, text);
    }

    @Override
    public void failoverDelayed(String master, long notBeforeWallMs) {
        sentinel.world().note(sentinel, "the failover of " + master + " is put off");
    }

    @Override
    public void startScript(ScriptStart start) {
        real.startScript(start);
    }

    @Override
    public void killScript(long id) {
        real.killScript(id);
    }

    @Override
    public void crash() {
        real.crash();
    }

    @Override
    public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {
        real.pingAnswered(instance, valid, roundTripMs);
    }

    @Override
    public boolean wantsPingResults() {
        return real.wantsPingResults();
    }
}
