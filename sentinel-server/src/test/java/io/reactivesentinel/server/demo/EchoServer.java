package io.reactivesentinel.server.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends back what it gets, a thread for each connection, until it is closed. */
final class EchoServer implements Closeable {
    /** What a connection ended with. */
    enum End {
        ORDERLY,
        RESET
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final Thread accepting = new Thread(this::accept, "echo-accept");

    EchoServer() throws IOException {
        accepting.setDaemon(true);
        accepting.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Every byte that has arrived, in order. */
    BlockingQueue<Integer> heard() {
        return heard;
    }

    /** How each connection that is over ended. */
    BlockingQueue<End> ends() {
        return ends;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                Thread thread = new Thread(() -> echo(socket), "echo");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            int read = socket.getInputStream().read();
            while (read >= 0) {
                heard.add(read);
                socket.getOutputStream().write(read);
                read = socket.getInputStream().read();
            }
            ends.add(End.ORDERLY);
        } catch (IOException e) {
            ends.add(End.RESET);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        // An accept under way may still take one more connection.
        boolean interrupted = false;
        try {
            accepting.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
