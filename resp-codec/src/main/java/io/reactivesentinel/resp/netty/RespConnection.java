package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One open connection to a server, with pipelined requests: each may be sent before earlier ones are answered, and they
 * are answered in order.
 *
 * <p><b>Threading</b>: every method may be called from any thread. Replies, pushes and callbacks arrive on the event loop
 * of the connection and must not block it. Requests made before the event loop gets to run leave with a single flush.
 *
 * <p><b>Loss</b>: when the connection ends, for whatever reason, every unanswered request fails with a
 * {@link ConnectionLostException}; none is left waiting. A malformed or unsolicited reply ends this connection only. There
 * is no reconnecting here.
 *
 * <p><b>Subscribing</b>: {@code SUBSCRIBE}, {@code UNSUBSCRIBE} and their pattern and shard forms are answered by pushes,
 * one for each channel named. All of these confirmations appear as pushes; the request completes with the last of them. An
 * unsubscription that names nothing completes with the confirmation of the last subscription there was. An error reply
 * completes the request at once.
 */
public final class RespConnection implements Disposable {
    private final ClientChannel channel;
    private final Sinks.Many<RespValue> pushes;
    private final int pushBuffer;
    private volatile int protocol = 2;

    RespConnection(ClientChannel channel, Sinks.Many<RespValue> pushes, int pushBuffer) {
        this.channel = channel;
        this.pushes = pushes;
        this.pushBuffer = pushBuffer;
    }

    /**
     * Sends a command and emits its reply; an error reply is emitted as a value whose {@link RespValue#asError()} is set.
     *
     * <p>Cold: each subscription sends it once. Cancelling before it is written keeps it from being written; cancelling
     * later drops the reply. Errors: {@link ConnectionLostException}, {@link PendingLimitException}.
     */
    public Mono<RespValue> request(RespCommand command) {
        return MonoRequest.of(channel, command);
    }

    /** As {@link #request(RespCommand)}, of words in UTF-8. */
    public Mono<RespValue> request(List<String> words) {
        return request(RespCommand.of(words));
    }

    /** As {@link #request(RespCommand)}, of words in UTF-8. */
    public Mono<RespValue> request(String... words) {
        return request(RespCommand.of(words));
    }

    /**
     * As {@link #request(RespCommand)}, with {@link RequestTimeoutException} if the reply has not come {@code timeout}
     * after the subscription. The connection stays usable; a late reply is dropped.
     */
    public Mono<RespValue> request(RespCommand command, Duration timeout) {
        return request(command)
                .timeout(timeout, Mono.error(() -> new RequestTimeoutException(command.name(), timeout)));
    }

    /** Sends a command at once and hands the outcome to {@code handler}; the form with the least garbage. */
    public void request(RespCommand command, ReplyHandler handler) {
        channel.request(new PendingRequest(command, handler, PendingRequest.ALWAYS));
    }

    /**
     * As {@link #request(RespCommand, ReplyHandler)}, unless the command is stale when its turn comes.
     *
     * @param mayWrite asked on the event loop immediately before the bytes are handed to the channel, and only when the
     *     channel takes them; if false, nothing is written and the handler gets a {@link RequestExpiredException}. So a
     *     process that stood still does not send on waking what it wanted to send before.
     */
    public void request(RespCommand command, ReplyHandler handler, BooleanSupplier mayWrite) {
        channel.request(new PendingRequest(command, handler, mayWrite));
    }

    /**
     * Everything the server sends that answers no request: RESP3 pushes, and published messages and confirmations in
     * RESP2.
     *
     * <p>Hot, without replay: subscribe before you send {@code SUBSCRIBE}, or use {@link RespClient#onPush}, which misses
     * nothing. Each subscriber has a buffer of its own ({@link RespClient#pushBuffer}); the one that falls behind gets it
     * and then an overflow error, others miss nothing. Completes when the connection ends.
     */
    public Flux<RespValue> pushes() {
        return pushes.asFlux().onBackpressureBuffer(pushBuffer);
    }

    /** Completes, never with an error, when the connection has ended; {@link #closeCause()} then tells why. */
    public Mono<Void> onClose() {
        return channel.onClose();
    }

    /** Why the connection ended; empty while it has not. */
    public Optional<Throwable> closeCause() {
        return Optional.ofNullable(channel.closeCause());
    }

    /** Closes the connection; idempotent. What was handed to the socket before may still arrive. */
    public void close() {
        channel.close();
    }

    /** As {@link #close()}. */
    @Override
    public void dispose() {
        close();
    }

    @Override
    public boolean isDisposed() {
        return channel.closeCause() != null;
    }

    /**
     * Resets the connection: what the socket has not sent yet is thrown away, so that nothing written before can still
     * arrive later. Idempotent.
     */
    public void abort() {
        channel.abort();
    }

    /** The own end of the connection. */
    public SocketAddress localAddress() {
        return channel.localAddress();
    }

    /** The end of the server. */
    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** The protocol version the handshake settled on: 2, or 3 after a HELLO. */
    public int protocol() {
        return protocol;
    }

    void protocol(int version) {
        protocol = version;
    }

    /** Requests not answered yet, written or not. */
    public int pendingRequests() {
        return channel.pending();
    }

    /** {@link System#nanoTime()} of the last bytes read; of the connect while nothing was read. */
    public long lastReadNanos() {
        return channel.lastReadNanos();
    }

    @Override
    public String toString() {
        return "RespConnection[" + Addresses.text(localAddress()) + " -> " + Addresses.text(remoteAddress()) + "]";
    }
}
