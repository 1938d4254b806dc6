package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespValue;
import java.net.SocketAddress;

/** A connection of a client, as its {@link RespServerHandler} sees it. <b>Threading</b>: any thread. */
public interface RespServerConnection {
    /** Number of the connection, from 1, unique within its listener. */
    long id();

    /** The end of the client. */
    SocketAddress remoteAddress();

    /** The own end, which tells the address a client found us under. */
    SocketAddress localAddress();

    /**
     * Sends something that answers no command; in RESP2 a {@link RespValue.Push} is written as an array.
     *
     * <p>Pushes keep their order, and never overtake an answer that was given before. A connection whose client does not
     * read is closed when more than its output limit waits ({@link RespServer#outputLimit}); a push to it is then dropped.
     */
    void push(RespValue value);

    /**
     * Writes in RESP2 or RESP3 whatever is answered or pushed after this call. For HELLO: call it, then answer.
     *
     * @param version 2 or 3
     */
    void protocol(int version);

    /** The version in use; 2 at first. */
    int protocol();

    /** Lifts, or sets, the limits for strangers; a connection begins trusted, so call it with false when it is not. */
    void authenticated(boolean trusted);

    /** Other limits for what waits to be sent; at first those of the server. */
    void outputLimits(OutputLimits limits);

    /** Looks whether too much has been waiting for too long, and if so ends the connection; otherwise a write does. */
    void checkOutput();

    /** So many bytes are kept for the client elsewhere; they count as what the server holds for it does. */
    void keeps(long bytes);

    /** Whether it is among the last to go when all clients together hold too much ({@link RespServer#memoryLimit}). */
    void spared(boolean value);

    /** Why the server ended it. */
    Ending ending();

    /** Bytes that wait to be sent, roughly, the reply in progress included. */
    long pendingOutput();

    /** Bytes read so far. */
    long bytesRead();

    /** Bytes handed to the socket so far. */
    long bytesWritten();

    /** Commands that are not answered yet. */
    int pendingReplies();

    /** {@link System#nanoTime()} of the last bytes read; of the accept while nothing was read. */
    long lastReadNanos();

    /** Whether a command has begun to arrive and has not ended. */
    boolean isInsideCommand();

    /**
     * Runs a task on the event loop of the connection, where its handler is called: at once when that is here, otherwise
     * soon and in order with what other threads answer, push and set. Once the connection has ended it is not run.
     */
    void execute(Runnable task);

    /** Ends the connection now; answers that wait are lost. */
    void close();

    /** Reads no further command, and ends the connection when those that were read are answered and sent. */
    void closeAfterReplies();

    /** Whether the connection has ended. */
    boolean isClosed();
}
