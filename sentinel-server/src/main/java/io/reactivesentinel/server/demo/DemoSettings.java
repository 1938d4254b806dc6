package io.reactivesentinel.server.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the user may choose.
 *
 * @param downAfter how long the master may be silent
 * @param sentinelCount how many Sentinels
 * @param portBase the port of the first Redis, or free ports everywhere when empty
 * @param redisServer a Redis to use instead of the bundled one
 * @param keepRunning whether the cluster stays up at the end until the program is told to stop
 */
record DemoSettings(
        Duration downAfter,
        int sentinelCount,
        Optional<Integer> portBase,
        Optional<Path> redisServer,
        boolean keepRunning) {
    static final int NODE_COUNT = 3;

    /** A Sentinel's port lies this far above that of the Redis beside it, as 26379 above 6379. */
    static final int SENTINEL_PORT_DISTANCE = 20_000;

    private static final int PORT_MAX = 65_535;
    private static final int SENTINELS_MAX = 9;

    DemoSettings {
        if (downAfter.toMillis() < 1) {
            throw new DemoException("--down-after must be at least 1 ms, was " + downAfter.toMillis());
        }
        if (sentinelCount < 1 || sentinelCount > SENTINELS_MAX) {
            throw new DemoException("--sentinels must be 1 to " + SENTINELS_MAX + ", was " + sentinelCount);
        }
        if (portBase.isPresent()) {
            int highest = PORT_MAX - SENTINEL_PORT_DISTANCE - Math.max(NODE_COUNT, sentinelCount) + 1;
            if (portBase.get() < 1 || portBase.get() > highest) {
                throw new DemoException("--port-base must be 1 to " + highest + ", was " + portBase.get());
            }
        }
    }

    /** As many Sentinels as are more than half of them. */
    int quorum() {
        return sentinelCount / 2 + 1;
    }

    /**
     * The ports of the Redis nodes and, after them, of the Sentinels.
     *
     * @throws DemoException if one of those asked for is taken
     */
    List<Integer> ports() {
        if (portBase.isEmpty()) {
            return Ports.free(NODE_COUNT + sentinelCount);
        }
        List<Integer> ports = portsFrom(portBase.get(), sentinelCount);
        for (int port : ports) {
            if (!Ports.isFree(port)) {
                throw new DemoException("Port " + port + " is taken (--port-base " + portBase.get() + ")");
            }
        }
        return ports;
    }

    static List<Integer> portsFrom(int base, int sentinelCount) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < NODE_COUNT; i++) {
            ports.add(base + i);
        }
        for (int i = 0; i < sentinelCount; i++) {
            ports.add(base + SENTINEL_PORT_DISTANCE + i);
        }
        return ports;
    }
}
