package io.reactivesentinel.engine.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on a loopback port: knows what a test says, for as long as a test says; or does not answer at all. */
final class TinyNameServer implements AutoCloseable {

    /** As Docker's: whoever keeps answers for as long as they allow does not see a change. */
    private static final int TEN_MINUTES = 600;

    private static final int NXDOMAIN = 0x8183;
    private static final int NO_ERROR = 0x8180;

    private final DatagramSocket socket;
    private final Map<String, String> entries = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    TinyNameServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "tiny-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    /** A name stands for an address. */
    void set(String host, String ip) {
        entries.put(host, ip);
    }

    void remove(String host) {
        entries.remove(host);
    }

    /** Whether questions are left without an answer. */
    void silent(boolean isSilent) {
        silent = isSilent;
    }

    /** All names asked for so far, once for each question. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        byte[] buffer = new byte[1_500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
                if (!silent) {
                    socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        int type = (question[at + 1] & 255) << 8 | (question[at + 2] & 255);
        String host = name.toString();
        asked.add(host);
        String ip = entries.get(host);
        boolean answers = ip != null && type == (ip.indexOf(':') < 0 ? 1 : 28);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(ip == null ? NXDOMAIN : NO_ERROR);
        out.writeShort(1);
        out.writeShort(answers ? 1 : 0);
        out.writeInt(0);
        out.write(question, 12, at + 5 - 12);
        if (answers) {
            byte[] numeric = InetAddress.getByName(ip).getAddress();
            out.writeShort(0xc00c);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(TEN_MINUTES);
            out.writeShort(numeric.length);
            out.write(numeric);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
