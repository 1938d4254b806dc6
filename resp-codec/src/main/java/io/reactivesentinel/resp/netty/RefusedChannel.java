package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespValue;

/** A connection that is told why it is not served, and closed. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing to do after the close
final class RefusedChannel extends ChannelInboundHandlerAdapter {
    private final String error;

    RefusedChannel(String error) {
        this.error = error;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf out = ctx.alloc().buffer();
        RespEncoder.encode(new RespValue.SimpleError(error), 2, out);
        ctx.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
}
