package io.reactivesentinel.server.demo;

import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A blocking connection to a server on the loopback address: one thread, one call at a time. */
public final class RedisConnection implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /**
     * Connects.
     *
     * @param timeout for the connection and for every later answer
     */
    public static RedisConnection open(int port, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Math.toIntExact(timeout.toMillis()));
            return new RedisConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command and returns the answer, which may be an error value. */
    public RespValue call(String... words) throws IOException {
        send(words);
        return read();
    }

    /** Sends a command and returns the text of the answer; any other answer is an exception. */
    public String text(String... words) throws IOException {
        RespValue reply = call(words);
        String text = reply.asText();
        if (text == null) {
            throw new IOException("unexpected answer to " + words[0] + ": " + reply);
        }
        return text;
    }

    /** Asks a Sentinel for the port of a master. */
    public Optional<Integer> masterPort(String masterName) throws IOException {
        List<RespValue> address =
                call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName).elements();
        return address.size() == 2
                ? Optional.of(Integer.valueOf(String.valueOf(address.get(1).asText())))
                : Optional.empty();
    }

    /** Subscribes to every channel; from then on only {@link #nextMessage()} may be called, with no timeout. */
    public void subscribeToAll() throws IOException {
        call("PSUBSCRIBE", "*");
        socket.setSoTimeout(0);
    }

    /** Waits for the next published message; ends with an exception when the connection does. */
    public Message nextMessage() throws IOException {
        while (true) {
            List<RespValue> parts = read().elements();
            if (parts.size() == 4 && "pmessage".equals(parts.get(0).asText())) {
                return new Message(
                        String.valueOf(parts.get(2).asText()),
                        String.valueOf(parts.get(3).asText()));
            }
        }
    }

    /** A published message. */
    public record Message(String channel, String payload) {}

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing depends on how a connection ended that is no longer wanted.
        }
    }

    private void send(String... words) throws IOException {
        out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
    }

    private RespValue read() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> new RespValue.SimpleString(rest);
            case '-' -> new RespValue.SimpleError(rest);
            case ':' -> RespValue.Int.of(Long.parseLong(rest));
            case '$' -> readBulk(Integer.parseInt(rest));
            case '*' -> readArray(Integer.parseInt(rest));
            default -> throw new IOException("not a reply: " + line);
        };
    }

    private RespValue readBulk(int length) throws IOException {
        if (length < 0) {
            return RespValue.Null.BULK;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("connection closed");
        }
        return new RespValue.BulkString(RespBytes.wrap(bytes));
    }

    private RespValue readArray(int count) throws IOException {
        if (count < 0) {
            return RespValue.Null.ARRAY;
        }
        List<RespValue> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(read());
        }
        return new RespValue.Array(items);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed");
            }
            line.append((char) c);
        }
        in.read();
        if (line.isEmpty()) {
            throw new IOException("empty reply");
        }
        return line.toString();
    }
}
