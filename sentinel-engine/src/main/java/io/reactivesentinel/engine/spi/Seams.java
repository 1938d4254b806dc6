package io.reactivesentinel.engine.spi;

/**
 * Everything outside that an engine needs, handed in as one.
 *
 * @param clock what time it is
 * @param random where chance comes from
 * @param store where state is saved
 * @param links how to reach others
 */
public record Seams(SentinelClock clock, RandomSource random, StateStore store, LinkFactory links) {}
