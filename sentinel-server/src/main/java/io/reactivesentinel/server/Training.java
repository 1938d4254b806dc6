package io.reactivesentinel.server;

import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import io.reactivesentinel.server.demo.Ports;
import io.reactivesentinel.server.demo.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * A short life of a Sentinel in which it does what every Sentinel does at its start, so that the classes for it are loaded
 * and can be put into the launcher's class archive.
 */
final class Training {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LIFE = Duration.ofMillis(400);

    private Training() {}

    /** Lives it; returns the exit status. */
    static int run() {
        ServerLogging.toStandardOutput();
        try (Workspace workspace = new Workspace()) {
            int port = Ports.free(1).get(0);
            Path file = workspace.directory().resolve("sentinel.conf");
            // It watches itself: that needs no other server, and links, answers and hellos are the same for any.
            Files.writeString(
                    file,
                    "port " + port + "\nbind 127.0.0.1\nsentinel monitor training 127.0.0.1 " + port
                            + " 1\nsentinel down-after-milliseconds training 100\n");
            SentinelEngine engine = SentinelEngine.startNow(SentinelConfig.fromFile(file, List.of("loglevel debug")));
            try {
                converse(port);
            } finally {
                engine.disposeNow();
            }
            return 0;
        } catch (IOException e) {
            throw new StartFailure("Cannot make a class archive: " + e.getMessage());
        }
    }

    private static void converse(int port) {
        RespConnection connection = RespClient.to("127.0.0.1", port).connect().block(LIMIT);
        if (connection == null) {
            throw new StartFailure("Cannot make a class archive: no connection");
        }
        try {
            Flux.just(
                            "PING",
                            "INFO",
                            "ROLE",
                            "HELLO 3",
                            "SENTINEL MASTERS",
                            "SENTINEL REPLICAS training",
                            "SUBSCRIBE x")
                    .concatMap(command -> connection.request(command.split(" ", -1)))
                    .map(RespValue::elements)
                    .then()
                    .delayElement(LIFE)
                    .block(LIMIT);
        } finally {
            connection.close();
        }
    }
}
