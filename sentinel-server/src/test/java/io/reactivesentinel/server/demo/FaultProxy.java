package io.reactivesentinel.server.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address that damages what passes through it, as it is told to.
 *
 * <p>A fault is for one direction, and for all connections or for those of one client: whose opening bytes contain a given
 * text, such as the name that a Sentinel gives its connection. It holds for connections that exist and for later ones.
 * {@link #heal()} ends all of them; a connection that has lost bytes is reset then, as its owner's machine would do that
 * knows nothing of it.
 *
 * <p>Every method returns when it is in effect. One thread does everything; {@link #close()} ends it, and every connection.
 * Safe for any thread.
 */
final class FaultProxy implements Closeable {
    /** Where bytes go. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** What becomes of new connections. */
    enum Door {
        OPEN,
        /** Nobody listens: the kernel itself refuses them. */
        REFUSES,
        /** The kernel takes them and nothing else ever happens, until the door is open. */
        BLACKHOLE
    }

    private static final String ANYBODY = "";
    private static final long CALL_LIMIT_S = 10;
    private static final int BACKLOG = 128;

    private final InetSocketAddress server;
    private final Selector selector;
    private final InetSocketAddress address;

    /** Bound and never listening: keeps the port ours while nobody listens. */
    private final SocketChannel holder;

    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;

    // All below belongs to the thread.
    private final List<FaultLink> links = new ArrayList<>();
    private final List<SocketChannel> waiting = new ArrayList<>();
    private final Map<String, Map<Direction, Fault>> faults = new LinkedHashMap<>();
    private Door door = Door.OPEN;
    private @Nullable ServerSocketChannel listener;

    private FaultProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        this.selector = Selector.open();
        this.holder = SocketChannel.open();
        holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = (InetSocketAddress) holder.getLocalAddress();
        listen();
        this.thread = new Thread(this::run, "fault-proxy-" + address.getPort());
        thread.setDaemon(true);
    }

    /** Starts a proxy to a port on the loopback address. */
    static FaultProxy to(int port) throws IOException {
        FaultProxy proxy = new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        proxy.thread.start();
        return proxy;
    }

    int port() {
        return address.getPort();
    }

    /** Sets the fault of a direction, for everybody who has none of its own. */
    void set(Direction direction, Fault fault) {
        set(ANYBODY, direction, fault);
    }

    /** Sets the fault of a direction for the connections that open with that text somewhere in their first bytes. */
    void set(String opening, Direction direction, Fault fault) {
        call(() ->
                faults.computeIfAbsent(opening, unused -> new LinkedHashMap<>()).put(direction, fault));
    }

    /** Ends all faults, and opens the door. */
    void heal() {
        call(() -> {
            faults.clear();
            links.forEach(FaultLink::resetIfHoled);
            openTo(Door.OPEN);
        });
    }

    /** Decides about new connections. */
    void door(Door wanted) {
        call(() -> openTo(wanted));
    }

    /**
     * Makes every connection there is now half-open: whatever is sent over it is swallowed, until {@link #heal()} resets it.
     * New ones are as healthy as their faults allow.
     */
    void halfOpen() {
        call(() -> links.forEach(FaultLink::halfOpen));
    }

    /** Ends every connection in the orderly way. */
    void cut() {
        call(() -> links.forEach(FaultLink::close));
    }

    /** Ends every connection with a reset. */
    void reset() {
        call(() -> links.forEach(FaultLink::reset));
    }

    /** How many connections there are whose first bytes contain that text. */
    int linkCount(String opening) {
        int[] count = new int[1];
        call(() -> count[0] = (int)
                links.stream().filter(link -> link.opening().contains(opening)).count());
        return count[0];
    }

    /** Ends the proxy and every connection through it. */
    @Override
    public void close() {
        closing.set(true);
        selector.wakeup();
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CALL_LIMIT_S));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The fault of a direction for a connection that began with these bytes. */
    Fault faultOf(String opening, Direction direction) {
        Fault general = Fault.NONE;
        for (Map.Entry<String, Map<Direction, Fault>> entry : faults.entrySet()) {
            Fault found = entry.getValue().get(direction);
            if (found != null && entry.getKey().equals(ANYBODY)) {
                general = found;
            } else if (found != null && opening.contains(entry.getKey())) {
                return found;
            }
        }
        return general;
    }

    private void call(Runnable change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        calls.add(() -> {
            change.run();
            done.complete(null);
        });
        selector.wakeup();
        done.orTimeout(CALL_LIMIT_S, TimeUnit.SECONDS).join();
    }

    private void run() {
        try {
            while (!closing.get()) {
                long now = System.nanoTime();
                long next = Long.MAX_VALUE;
                for (FaultLink link : links) {
                    next = Math.min(next, link.pump(now));
                }
                links.removeIf(FaultLink::isClosed);
                if (next == Long.MAX_VALUE) {
                    selector.select();
                } else {
                    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next)));
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.isAcceptable()) {
                        accept();
                    }
                }
                selector.selectedKeys().clear();
                for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                    call.run();
                }
            }
        } catch (IOException e) {
            throw new DemoException("The fault proxy failed: " + e.getMessage(), e);
        } finally {
            links.forEach(FaultLink::reset);
            waiting.forEach(FaultProxy::closeQuietly);
            closeQuietly(listener);
            closeQuietly(holder);
            closeQuietly(selector);
        }
    }

    private void accept() throws IOException {
        ServerSocketChannel open = listener;
        SocketChannel client = open == null ? null : open.accept();
        if (client == null) {
            return;
        }
        if (door == Door.BLACKHOLE) {
            waiting.add(client);
        } else {
            link(client);
        }
    }

    private void link(SocketChannel client) {
        try {
            links.add(new FaultLink(this, selector, client, server));
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private void openTo(Door wanted) {
        door = wanted;
        try {
            if (wanted == Door.REFUSES) {
                closeQuietly(listener);
                listener = null;
                selector.selectNow(); // Only this gives the socket of a closed channel back to the system.
            } else if (listener == null) {
                listen();
            }
        } catch (IOException e) {
            throw new DemoException("Cannot listen on " + address + ": " + e.getMessage(), e);
        }
        if (wanted == Door.OPEN) {
            waiting.forEach(this::link);
            waiting.clear();
        }
    }

    private void listen() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open();
        opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        opened.configureBlocking(false);
        opened.bind(address, BACKLOG);
        opened.register(selector, SelectionKey.OP_ACCEPT);
        listener = opened;
    }

    static void closeQuietly(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            // It is over either way.
        }
    }
}
