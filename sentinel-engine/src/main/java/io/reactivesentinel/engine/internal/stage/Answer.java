package io.reactivesentinel.engine.internal.stage;

/**
 * Where the answer to a command goes; called once, on the decision thread, and must return at once.
 *
 * @param <A> type of the answer
 */
public interface Answer<A> {

    /** The command was carried out. */
    void accept(A value);

    /** It was not, and nothing was changed. */
    void refuse(Refusal refusal);
}
