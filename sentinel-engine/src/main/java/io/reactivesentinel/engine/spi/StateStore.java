package io.reactivesentinel.engine.spi;

import reactor.core.publisher.Mono;

/**
 * Where the engine's state outlives the process.
 *
 * <p>The engine never has two saves under way at once; states that come meanwhile ride on the next save.
 */
public interface StateStore {

    /**
     * Makes a state durable: when the result completes, a crash of process or machine does not lose it.
     *
     * @param state the whole state
     * @return cold; does its file work off the caller's thread; completes empty, or fails with
     *     {@link StateSaveException}. After a failure either the old or the new state may be found on the next start,
     *     never a mixture
     */
    Mono<Void> save(PersistentState state);

    /** Whether what is saved here survives a restart; a Sentinel without such a store never votes. */
    boolean isDurable();
}
