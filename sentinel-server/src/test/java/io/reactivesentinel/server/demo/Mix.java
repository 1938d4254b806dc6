package io.reactivesentinel.server.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Whose Sentinels stand in one quorum: ours first, then Redis's own. */
enum Mix {
    OURS_3(3, 0),
    OURS_2_REDIS_1(2, 1),
    OURS_1_REDIS_2(1, 2),
    /** The peer's own behaviour: what the harness is checked against. */
    REDIS_3(0, 3);

    private final int ourCount;
    private final int redisCount;

    Mix(int ourCount, int redisCount) {
        this.ourCount = ourCount;
        this.redisCount = redisCount;
    }

    int ourCount() {
        return ourCount;
    }

    int redisCount() {
        return redisCount;
    }

    int size() {
        return ourCount + redisCount;
    }

    Duration downAfter() {
        return downAfterBeside(redisCount);
    }

    /**
     * How long a node may be silent. Redis's own Sentinel sends its first PING to a new master a second after the switch,
     * or {@code down-after} if that is less, and counts the silence from the switch: up to a second of
     * {@code down-after} it sometimes calls a healthy new master down and fails over once more.
     */
    static Duration downAfterBeside(int redisCount) {
        return Duration.ofMillis(redisCount > 0 ? 1_500 : 700);
    }

    static List<SentinelCommand> commands(int ourCount, int redisCount, RedisBinary binary) {
        List<SentinelCommand> commands = new ArrayList<>(Collections.nCopies(
                ourCount, SentinelCommand.launcher(Path.of("..", "sentinel").toAbsolutePath())));
        commands.addAll(Collections.nCopies(redisCount, SentinelCommand.redis(binary)));
        return commands;
    }
}
