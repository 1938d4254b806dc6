package io.reactivesentinel.server.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows what a server writes, byte for byte and type for type; owes nothing to the codec it helps to judge. */
final class WireClient implements Closeable {
    private static final int TIMEOUT_MS = 5_000;
    private static final String END = "~end~";

    private final Socket socket;
    private final InputStream in;

    WireClient(int port, int protocol) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
        if (protocol == 3) {
            send(List.of("HELLO", "3"));
            read();
        }
    }

    /** Sends one command after the other and returns all that came back; an end of the connection is a reply too. */
    List<Reply> ask(List<List<String>> commands) throws IOException {
        return ask(commands, false);
    }

    /**
     * As above.
     *
     * @param ends whether the last command ends the connection: whatever is sent behind it could keep its reply from
     *     arriving
     */
    List<Reply> ask(List<List<String>> commands, boolean ends) throws IOException {
        List<Reply> replies = new ArrayList<>();
        try {
            for (List<String> command : commands) {
                send(command);
            }
            if (!ends) {
                send(List.of("PING", END));
            }
            for (Reply reply = read(); !reply.shown().contains(END); reply = read()) {
                replies.add(reply);
            }
        } catch (EOFException e) {
            replies.add(Reply.scalar('!', "closed"));
        }
        return replies;
    }

    private void send(List<String> words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        write(request, "*" + words.size() + "\r\n");
        for (String word : words) {
            write(request, "$" + word.length() + "\r\n" + word + "\r\n");
        }
        try {
            socket.getOutputStream().write(request.toByteArray());
        } catch (IOException e) {
            throw new EOFException();
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Reply read() throws IOException {
        String line = line();
        char type = line.charAt(0);
        String rest = line.substring(1);
        return switch (type) {
            case '+', '-', ':', '_', '#', ',' -> Reply.scalar(type, rest);
            case '$', '=' -> bulk(type, Integer.parseInt(rest));
            case '*', '~', '>' -> aggregate(type, Integer.parseInt(rest), 1);
            case '%' -> aggregate(type, Integer.parseInt(rest), 2);
            default -> throw new IOException("unexpected " + line);
        };
    }

    private Reply bulk(char type, int length) throws IOException {
        if (length < 0) {
            return Reply.scalar(type, "nil");
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException();
        }
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        // The format of a text gets a line of its own, so that the first line of the text is one like the others.
        return Reply.scalar(type, type == '=' ? text.replaceFirst("^(...:)", "$1\n") : text);
    }

    private Reply aggregate(char type, int count, int width) throws IOException {
        if (count < 0) {
            return Reply.scalar(type, "nil");
        }
        List<Reply> parts = new ArrayList<>();
        for (int i = 0; i < count * width; i++) {
            parts.add(read());
        }
        return new Reply(type, "", parts);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = read1(); read != '\n'; read = read1()) {
            line.append((char) read);
        }
        if (line.length() < 2) {
            throw new IOException("an empty line");
        }
        return line.substring(0, line.length() - 1);
    }

    private int read1() throws IOException {
        int read;
        try {
            read = in.read();
        } catch (java.net.SocketException e) {
            throw new EOFException();
        }
        if (read < 0) {
            throw new EOFException();
        }
        return read;
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
