package io.reactivesentinel.server.demo;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least that talks to a Redis server on any address: one thread, one command after the other. It needs nothing but the
 * JDK, so that a client can be started in a network namespace with one directory on its class path.
 */
final class RespSocket implements Closeable {
    private final Socket socket = new Socket();
    private final InputStream in;

    /**
     * Connects.
     *
     * @param timeoutMs for the connection and for every later answer
     */
    RespSocket(String host, int port, int timeoutMs) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMs);
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command; its answer as {@link String}, {@link Long}, {@link List} or null. An error is an exception. */
    @Nullable
    Object call(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        return read();
    }

    /** Sends a command whose answer is a list of texts. */
    List<String> texts(String... words) throws IOException {
        List<String> texts = new ArrayList<>();
        if (call(words) instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }

    /** Pairs of texts as a table. */
    static Map<String, String> table(List<?> pairs) {
        Map<String, String> table = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            table.put(String.valueOf(pairs.get(i)), String.valueOf(pairs.get(i + 1)));
        }
        return table;
    }

    private @Nullable Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new IOException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("unexpected " + line);
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException();
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private @Nullable List<@Nullable Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            items.add(read());
        }
        return items;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException();
            }
            line.append((char) read);
        }
        if (line.length() < 2) {
            throw new IOException("an empty line");
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is over either way.
        }
    }
}
