package io.reactivesentinel.resp.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** The options reach the system, whichever transport there is. */
class KeepAliveTest {

    @Test
    void aChannelOfJavaIsAskedAfterTheSilence() {
        NioSocketChannel channel = new NioSocketChannel();
        try {
            KeepAlive.set(channel, Duration.ofSeconds(60));
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(60);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)))
                    .isEqualTo(20);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void soIsOneOfTheNativeTransport() throws ReflectiveOperationException {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        assumeTrue(linux && System.getProperty("os.arch", "").equals("amd64"), "its library is for this machine only");
        Class.forName("io.netty.channel.epoll.Epoll")
                .getMethod("ensureAvailability")
                .invoke(null);
        Channel channel = Class.forName("io.netty.channel.epoll.EpollSocketChannel")
                .asSubclass(Channel.class)
                .getConstructor()
                .newInstance();
        try {
            KeepAlive.set(channel, Duration.ofSeconds(60));
            Object option = Class.forName("io.netty.channel.epoll.EpollChannelOption")
                    .getField("TCP_KEEPIDLE")
                    .get(null);
            assertThat(channel.config().getOption((ChannelOption<?>) option)).isEqualTo(60);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }
}
