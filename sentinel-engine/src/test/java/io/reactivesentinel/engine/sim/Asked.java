package io.reactivesentinel.engine.sim;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When questions were written that are not answered yet; one and the same list of words is one question. */
final class Asked {

    /** Questions whose connection ended are never answered; so many are not waited for any more. */
    private static final int MAX_WAITING = 50_000;

    private final IdentityHashMap<List<String>, Long> atMs = new IdentityHashMap<>();

    void written(List<String> words, long nowMs) {
        if (atMs.size() > MAX_WAITING) {
            atMs.clear();
        }
        atMs.put(words, nowMs);
    }

    /** When a question was written that is answered now; {@code null} when that is not known any more. */
    @Nullable
    Long answered(List<String> words) {
        return atMs.remove(words);
    }
}
