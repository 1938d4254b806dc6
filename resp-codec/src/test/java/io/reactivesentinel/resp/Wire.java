package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Short ways between values and bytes for tests. */
final class Wire {
    private Wire() {}

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    static List<RespValue> decodeAll(RespDecoder decoder, ByteBuf in) {
        List<RespValue> values = new ArrayList<>();
        RespValue value;
        while ((value = decoder.decode(in)) != null) {
            values.add(value);
        }
        return values;
    }

    static RespValue decode(String text) {
        List<RespValue> values = decodeAll(new RespDecoder(RespLimits.client()), bytes(text));
        if (values.size() != 1) {
            throw new AssertionError("one value expected, not " + values);
        }
        return values.get(0);
    }

    static List<RespCommand> commands(RequestDecoder decoder, ByteBuf in) {
        List<RespCommand> commands = new ArrayList<>();
        RespCommand command;
        while ((command = decoder.decode(in)) != null) {
            commands.add(command);
        }
        return commands;
    }

    static String encode(RespValue value, int version) {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(value, version, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
