package io.reactivesentinel.engine.internal.stage;

/**
 * A command together with where its answer goes.
 *
 * @param command what is asked
 * @param answer where the answer goes
 * @param <A> type of the answer
 */
public record Call<A>(Command<A> command, Answer<A> answer) {}
