package io.reactivesentinel.resp.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** How soon the system notices that the other end of a silent TCP connection is gone. */
final class KeepAlive {

    private static final int QUESTIONS = 3;

    /** Names of the options of Netty's native transport, which is there at run time only. */
    private static final String EPOLL = "io.netty.channel.epoll.EpollChannelOption#";

    private KeepAlive() {}

    /** Sets what the transport of a channel knows; the rest stays as the system has it. */
    static void set(Channel channel, Duration silence) {
        int seconds = (int) Math.min(Short.MAX_VALUE, silence.toSeconds());
        if (seconds < 1) {
            return;
        }
        int interval = Math.max(1, seconds / QUESTIONS);
        if (channel instanceof NioSocketChannel) {
            set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds);
            set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), interval);
            set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), QUESTIONS);
        } else {
            // An option that the channel does not know is passed over.
            set(channel, ChannelOption.valueOf(EPOLL + "TCP_KEEPIDLE"), seconds);
            set(channel, ChannelOption.valueOf(EPOLL + "TCP_KEEPINTVL"), interval);
            set(channel, ChannelOption.valueOf(EPOLL + "TCP_KEEPCNT"), QUESTIONS);
        }
    }

    private static void set(Channel channel, ChannelOption<Integer> option, int value) {
        channel.config().setOption(option, value);
    }
}
