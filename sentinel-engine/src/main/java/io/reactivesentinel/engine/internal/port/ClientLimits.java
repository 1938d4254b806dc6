package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.netty.OutputLimits;
import io.reactivesentinel.resp.netty.RespServer;
import java.time.Duration;

/**
 * What the clients of a port may make it wait for.
 *
 * @param normal output that may wait for a client ({@code client-output-buffer-limit normal})
 * @param subscriber the same for one that listens to channels ({@code client-output-buffer-limit pubsub})
 * @param idle silence after which a client that listens to nothing is disconnected; zero for never ({@code timeout})
 */
public record ClientLimits(OutputLimits normal, OutputLimits subscriber, Duration idle) {

    /** What holds when nothing is said. */
    public static final ClientLimits DEFAULT = new ClientLimits(
            OutputLimits.hard(RespServer.DEFAULT_OUTPUT_LIMIT),
            OutputLimits.hard(RespServer.DEFAULT_OUTPUT_LIMIT),
            Duration.ZERO);
}
