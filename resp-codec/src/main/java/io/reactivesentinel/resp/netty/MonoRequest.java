package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One subscription to a request; a cancelled one is not written any more, or its reply is dropped. */
final class MonoRequest implements ReplyHandler {
    private final MonoSink<RespValue> sink;
    private volatile boolean cancelled;

    private MonoRequest(MonoSink<RespValue> sink) {
        this.sink = sink;
    }

    static Mono<RespValue> of(ClientChannel channel, RespCommand command) {
        return Mono.create(sink -> {
            MonoRequest request = new MonoRequest(sink);
            sink.onDispose(() -> request.cancelled = true);
            channel.request(new PendingRequest(command, request, () -> !request.cancelled));
        });
    }

    @Override
    public void onReply(RespValue reply) {
        if (!cancelled) {
            sink.success(reply);
        }
    }

    @Override
    public void onLost(Throwable cause) {
        if (!cancelled) {
            sink.error(cause);
        }
    }
}
