package io.reactivesentinel.engine.internal.port;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A client without a socket: shows what would go over the wire, line ends as {@code ~}. Everything runs at once. */
final class TestClient implements CommandPort.Connection {
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private final StringBuilder wire = new StringBuilder();
    private final boolean local;
    private final CommandPort.Receiver receiver;
    private int version = 2;
    boolean trusted;
    boolean closed;

    private static final class Slot {
        Optional<String> answer = Optional.empty();
    }

    TestClient(CommandPort.Acceptor port) {
        this(port, true);
    }

    TestClient(CommandPort.Acceptor port, boolean local) {
        this.local = local;
        this.receiver = port.accept(this);
    }

    /** Sends a command whose words have no blanks and returns what was written since the last look. */
    String send(String line) {
        return sendWords(line.split(" "));
    }

    String sendWords(String... words) {
        return sendBytes(Arrays.stream(words).map(RespBytes::of).toList());
    }

    String sendBytes(List<RespBytes> words) {
        Slot slot = new Slot();
        slots.add(slot);
        receiver.received(words, values -> {
            slot.answer = Optional.of(encode(values));
            while (!slots.isEmpty() && slots.peek().answer.isPresent()) {
                wire.append(slots.poll().answer.get());
            }
        });
        return read();
    }

    /** What was written since the last look. */
    String read() {
        String text = wire.toString();
        wire.setLength(0);
        return text;
    }

    void hangUp() {
        closed = true;
        receiver.closed();
    }

    /** The bulk strings of the values, for comparing maps of which only some fields matter. */
    static List<String> words(String wire) {
        List<String> words = new ArrayList<>();
        String[] lines = wire.split("~", -1);
        for (int i = 0; i + 1 < lines.length; i++) {
            if (lines[i].startsWith("$")) {
                words.add(lines[++i]);
            }
        }
        return words;
    }

    private String encode(List<RespValue> values) {
        ByteBuf out = Unpooled.buffer();
        values.forEach(value -> RespEncoder.encode(value, version, out));
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "~");
    }

    @Override
    public InstanceAddress remote() {
        return new InstanceAddress(local ? "127.0.0.1" : "10.0.0.9", 40000);
    }

    @Override
    public InstanceAddress local() {
        return new InstanceAddress("127.0.0.1", 26379);
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public void push(RespValue value) {
        wire.append(encode(List.of(value)));
    }

    @Override
    public void useProtocol(int newVersion) {
        version = newVersion;
    }

    @Override
    public void authenticated() {
        trusted = true;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void close() {
        closed = true;
    }
}
