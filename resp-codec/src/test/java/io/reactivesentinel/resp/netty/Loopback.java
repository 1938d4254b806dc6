package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Servers and clients of one test on the loopback interface, closed at its end. */
final class Loopback implements Closeable {
    /** Long enough for a machine that does other things; only a broken test ever waits so long. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Closeable> opened = new ArrayList<>();

    <T extends Closeable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    RespListener serve(RespServerHandler.Factory handlers) {
        return serve(handlers, server -> server);
    }

    RespListener serve(RespServerHandler.Factory handlers, UnaryOperator<RespServer> settings) {
        RespListener listener = settings.apply(RespServer.create().listen("127.0.0.1", 0))
                .bind(handlers)
                .block(PATIENCE);
        opened.add(listener::dispose);
        return listener;
    }

    RespConnection connect(int port) {
        return connect(RespClient.to("127.0.0.1", port));
    }

    RespConnection connect(RespClient client) {
        RespConnection connection = client.connectTimeout(PATIENCE).connect().block(PATIENCE);
        opened.add(connection::dispose);
        return connection;
    }

    /** A server that does whatever the test writes into its sockets. */
    ServerSocket bareServer() throws IOException {
        ServerSocket server = keep(new ServerSocket());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return server;
    }

    Socket bareClient(int port) throws IOException {
        Socket socket = keep(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The next {@code count} bytes. */
    static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything until the other side closes. */
    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    static RespValue ask(RespConnection connection, String... words) {
        return connection.request(RespCommand.of(words), PATIENCE).block(PATIENCE);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : opened) {
            resource.close();
        }
    }
}
