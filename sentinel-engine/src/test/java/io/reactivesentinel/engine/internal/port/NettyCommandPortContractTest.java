package io.reactivesentinel.engine.internal.port;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.netty.RespServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class NettyCommandPortContractTest extends CommandPortContract {

    @Override
    CommandPort port() {
        return new NettyCommandPort(RespServer.create().listen("127.0.0.1", 0), 10);
    }

    @Override
    Client connect(CommandPort.Bound port) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), port.addresses().get(0).port());
        socket.setSoTimeout(10_000);
        return new Client() {
            @Override
            public void send(String... words) {
                ByteBuf out = Unpooled.buffer();
                RespEncoder.encode(RespCommand.of(words), out);
                try {
                    out.readBytes(socket.getOutputStream(), out.readableBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public String receive(int wireLength) {
                try {
                    byte[] read = socket.getInputStream().readNBytes(wireLength);
                    return new String(read, StandardCharsets.UTF_8).replace("\r\n", "~");
                } catch (IOException reset) {
                    return "";
                }
            }

            @Override
            public void close() {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
