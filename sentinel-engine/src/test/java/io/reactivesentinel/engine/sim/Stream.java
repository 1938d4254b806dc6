package io.reactivesentinel.engine.sim;

import java.util.ArrayDeque;

/**
 * One direction of a connection: whatever is sent arrives once and in order, as soon as the path carries it; a path that
 * does not is tried again after ever longer pauses, as TCP does.
 */
final class Stream {

    private static final long FIRST_RETRY_US = 200_000;
    private static final long LAST_RETRY_US = 10_000_000;

    private final Network network;
    private final EventQueue queue;
    private final SimHost from;
    private final SimHost to;
    private final ArrayDeque<Runnable> packets = new ArrayDeque<>();
    private final ArrayDeque<Long> dueUs = new ArrayDeque<>();
    private final Runnable arrive = this::arrive;
    private long lastDueUs;
    private long retryUs = FIRST_RETRY_US;
    private boolean stalled;
    private boolean over;

    Stream(Network network, SimHost from, SimHost to) {
        this.network = network;
        this.queue = network.world().queue();
        this.from = from;
        this.to = to;
    }

    /** Sends a packet: what happens when it arrives. */
    void send(Runnable packet) {
        if (over) {
            return;
        }
        lastDueUs = Math.max(lastDueUs, queue.nowUs() + network.delayUs(from, to));
        packets.add(packet);
        dueUs.add(lastDueUs);
        if (packets.size() == 1) {
            queue.at(lastDueUs, arrive);
        }
    }

    private void arrive() {
        if (over || packets.isEmpty()) {
            return;
        }
        if (!network.carries(from, to)) {
            stalled = true;
            queue.in(retryUs, arrive);
            retryUs = Math.min(LAST_RETRY_US, retryUs * 2);
            return;
        }
        stalled = false;
        retryUs = FIRST_RETRY_US;
        Runnable packet = packets.remove();
        dueUs.remove();
        if (!packets.isEmpty()) {
            queue.at(dueUs.element(), arrive);
        }
        packet.run();
    }

    /** Nothing that is still under way arrives. */
    void end() {
        over = true;
        packets.clear();
        dueUs.clear();
    }

    /** What has not arrived because the path is bad is thrown away; what is on a good path arrives. */
    void reset(Runnable last) {
        if (stalled) {
            end();
        } else {
            send(last);
        }
    }

    /** Sends something outside the order, once: a reset that is lost is lost. */
    void once(Runnable packet) {
        if (network.carries(from, to)) {
            queue.in(network.delayUs(from, to), () -> {
                if (network.carries(from, to)) {
                    packet.run();
                }
            });
        }
    }
}
