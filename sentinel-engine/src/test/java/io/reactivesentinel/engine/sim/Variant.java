package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Probe;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.SentinelClock;
import io.reactivesentinel.engine.spi.StateStore;

/**
 * How our Sentinels are made: as production makes them, or with one part exchanged for a broken one, to show that the
 * checks notice.
 */
public class Variant {

    /** As in production. */
    public static final Variant PRODUCTION = new Variant();

    /** For subclasses, each of which breaks one thing. */
    protected Variant() {}

    /** What it decides by. */
    protected Probe.RuleBook rules() {
        return Probe.RuleBook.PRODUCTION;
    }

    /** What a start finds on the disk. */
    protected PersistentState found(PersistentState durable) {
        return durable;
    }

    /** What it saves with. */
    protected StateStore store(StateStore store) {
        return store;
    }

    /** What it connects with. */
    protected LinkFactory links(LinkFactory links) {
        return links;
    }

    /** What it reads the time from. */
    protected SentinelClock clock(SentinelClock clock) {
        return clock;
    }

    /** What carries its decisions out. */
    protected Effects effects(Effects effects) {
        return effects;
    }
}
