package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one connection in the order of its commands, and the pushes between them.
 *
 * <p>An answer given before its turn waits in the slot of its command; a push made after it waits there too, so that it
 * does not overtake. What waits counts toward the output limit. Event loop only, but for the accounting.
 */
final class ServerReplies {
    private final ServerOutput output;
    private volatile OutputLimits limits;
    private final Runnable overflow;
    private final ArrayDeque<ReplySlot> slots = new ArrayDeque<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile int pending;
    private int unansweredBytes;

    /** Since when more than the soft limit waits; event loop only. */
    private long overSoftSinceNanos;

    private boolean overSoft;

    /**
     * The answers of one connection.
     *
     * @param overflow called when more waits than the limits allow
     */
    ServerReplies(ServerOutput output, OutputLimits limits, Runnable overflow) {
        this.output = output;
        this.limits = limits;
        this.overflow = overflow;
    }

    /** Other limits from now on; any thread. */
    void limits(OutputLimits other) {
        limits = other;
    }

    OutputLimits limits() {
        return limits;
    }

    /** The place of the next answer. */
    ReplySlot open(ServerChannel channel, int commandBytes) {
        ReplySlot slot = new ReplySlot(channel, commandBytes);
        slots.add(slot);
        unansweredBytes += commandBytes;
        pending = slots.size();
        return slot;
    }

    /** Commands that are not answered; any thread. */
    int pending() {
        return pending;
    }

    /** Whether so many commands, or such large ones, are not answered that no more are read. */
    boolean isFull(ServerSettings settings) {
        return pending >= settings.maxPendingReplies()
                || unansweredBytes >= settings.limits().maxFrameBytes();
    }

    /** What the commands take that are not answered. */
    int unansweredBytes() {
        return unansweredBytes;
    }

    /** Bytes that wait, roughly; any thread. */
    long waitingBytes() {
        return waitingBytes.get() + output.unsent();
    }

    /** Accounts for a push that is not on the event loop yet; false when that is one too many. Any thread. */
    boolean reserve(long bytes) {
        return waitingBytes.addAndGet(bytes) <= limits.hard();
    }

    void reply(ReplySlot slot, RespValue value, int protocol) {
        answered(slot);
        if (slot == slots.peek()) {
            slots.poll();
            write(value, protocol);
            advance();
        } else {
            hold(slot, value, protocol);
        }
    }

    private void answered(ReplySlot slot) {
        slot.markReady();
        unansweredBytes -= slot.commandBytes();
    }

    void replyAll(ReplySlot slot, List<RespValue> values, int protocol) {
        answered(slot);
        if (slot != slots.peek()) {
            for (RespValue value : values) {
                hold(slot, value, protocol);
            }
            return;
        }
        slots.poll();
        for (RespValue value : values) {
            write(value, protocol);
        }
        advance();
    }

    /** Sends a push for which {@code reserved} bytes are accounted already. */
    void push(RespValue value, int protocol, long reserved) {
        waitingBytes.addAndGet(-reserved);
        ReplySlot blocked = lastReady();
        if (blocked == null) {
            write(value, protocol);
        } else {
            hold(blocked, value, protocol);
        }
    }

    private void hold(ReplySlot slot, RespValue value, int protocol) {
        long size = RespEncoder.estimatedSize(value);
        slot.add(new ReplySlot.Answer(value, protocol, size));
        if (!reserve(size)) {
            overflow.run();
        }
    }

    /** The last command that is answered but waits for an earlier one. */
    private @Nullable ReplySlot lastReady() {
        ReplySlot last = null;
        for (ReplySlot slot : slots) {
            if (slot.isReady()) {
                last = slot;
            }
        }
        return last;
    }

    /** Writes the answers that wait for nothing any more. */
    private void advance() {
        ReplySlot slot;
        while ((slot = slots.peek()) != null && slot.isReady()) {
            slots.poll();
            for (ReplySlot.Answer answer : slot.answers()) {
                waitingBytes.addAndGet(-answer.size());
                write(answer.value(), answer.protocol());
            }
        }
        pending = slots.size();
    }

    private void write(RespValue value, int protocol) {
        output.append(value, protocol);
        checkBacklog();
    }

    /** Cuts off a client for which too much waits, or too much for too long. */
    void checkBacklog() {
        OutputLimits now = limits;
        long backlog = output.backlog();
        if (backlog > now.hard() || (now.soft() > 0 && hasBeenOverSoft(backlog > now.soft(), now))) {
            overflow.run();
        }
    }

    private boolean hasBeenOverSoft(boolean isOver, OutputLimits now) {
        if (!isOver) {
            overSoft = false;
        } else if (!overSoft) {
            overSoft = true;
            overSoftSinceNanos = System.nanoTime();
        }
        return overSoft
                && System.nanoTime() - overSoftSinceNanos > now.softFor().toNanos();
    }

    void clear() {
        slots.clear();
        pending = 0;
        unansweredBytes = 0;
        output.release();
    }
}
