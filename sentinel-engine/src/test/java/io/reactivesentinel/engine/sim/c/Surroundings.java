package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;

/** What the process runs on: a clock, chance, a network, a disk, and somebody who watches. */
public interface Surroundings {

    /** The wall clock, which is all C goes by. */
    long wallMs();

    /** An even chance. */
    int below(int bound);

    /** Makes connections. */
    LinkFactory links();

    /** Where the process listens. */
    InstanceAddress listening();

    /** Writes the file and answers whether that went well. */
    boolean save(CState state);

    /** An event was published. */
    void published(SentinelEvent event);

    /** A line of the log that is no event. */
    void log(String text);

    /** Something has been dealt with. */
    void turned();
}
