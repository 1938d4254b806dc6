package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.RedisBinary;
import io.reactivesentinel.server.demo.SentinelCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Whose Sentinels watch the master in one trial. */
enum Contender {
    /** All of them ours. */
    OURS("ours"),
    /** All of them Redis's own. */
    C("C"),
    /** One of Redis's own, all others ours. */
    MIXED("ours and one C");

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    /** As tables show it. */
    String label() {
        return label;
    }

    /** How each of so many Sentinels is run; ours by the launcher, as users do. */
    List<SentinelCommand> commands(int count, Path launcher, RedisBinary redis) {
        int others =
                switch (this) {
                    case OURS -> 0;
                    case C -> count;
                    case MIXED -> 1;
                };
        List<SentinelCommand> commands =
                new ArrayList<>(Collections.nCopies(count - others, SentinelCommand.launcher(launcher)));
        commands.addAll(Collections.nCopies(others, SentinelCommand.redis(redis)));
        return commands;
    }
}
