package io.reactivesentinel.engine.spi;

import java.util.Optional;

/**
 * Everything outside that an engine needs, handed in as one.
 *
 * @param clock what time it is
 * @param random where chance comes from
 * @param store where state is saved
 * @param links how to reach others
 * @param port how others reach us; empty for an engine that only observes
 */
public record Seams(
        SentinelClock clock, RandomSource random, StateStore store, LinkFactory links, Optional<CommandPort> port) {}
