package io.reactivesentinel.guards;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Seeds for tests that try what chance brings. The same ones in every run; {@code -Dproperty.seed} replays one, and
 * {@code -Dproperty.seeds} tries so many.
 */
public final class Seeds {

    private Seeds() {}

    /** As many as that, unless the command line says otherwise. */
    public static List<Long> first(int count) {
        Long one = Long.getLong("property.seed");
        return one != null
                ? List.of(one)
                : LongStream.range(0, Integer.getInteger("property.seeds", count))
                        .boxed()
                        .toList();
    }
}
