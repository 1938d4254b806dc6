package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets a world go on by itself on a thread of its own, for whoever waits in real time for what happens in it. */
final class RealTime implements AutoCloseable {

    private static final long STEP_MS = 1;
    private static final long REST_NANOS = 200_000;

    private final World world;
    private final Thread thread;
    private volatile boolean over;

    RealTime(World world) {
        this.world = world;
        this.thread = new Thread(this::goOn, "world");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    private void goOn() {
        while (!over) {
            synchronized (world) {
                world.run(STEP_MS);
            }
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    /** Does something between two steps of the world. */
    <T> T with(Supplier<T> action) {
        synchronized (world) {
            return action.get();
        }
    }

    /** Does something between two steps of the world. */
    void run(Runnable action) {
        synchronized (world) {
            action.run();
        }
    }

    /** Connections of the world for threads that are not of it. */
    LinkFactory links(LinkFactory inside) {
        return (address, listener) -> with(() -> link(inside, address, listener));
    }

    private LinkFactory.Link link(LinkFactory inside, InstanceAddress address, LinkFactory.Listener listener) {
        LinkFactory.Link link = inside.open(address, listener);
        return new LinkFactory.Link() {
            @Override
            public void send(List<String> words, BooleanSupplier mayWrite, LinkFactory.Reply reply) {
                run(() -> link.send(words, mayWrite, reply));
            }

            @Override
            public void close(boolean abort) {
                run(() -> link.close(abort));
            }
        };
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
