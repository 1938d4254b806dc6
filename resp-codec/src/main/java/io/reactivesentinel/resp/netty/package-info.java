/**
 * RESP over TCP and TLS on Reactor Netty: {@link io.reactivesentinel.resp.netty.RespClient} and its pipelined
 * connections, and {@link io.reactivesentinel.resp.netty.RespServer}.
 *
 * <p>Reactor Netty does the bootstrapping; reading and writing happen in channel handlers that work on the network
 * buffers directly. Everything that waits has a named limit, and passing it is an explicit error.
 */
@NullMarked
package io.reactivesentinel.resp.netty;

import org.jspecify.annotations.NullMarked;
