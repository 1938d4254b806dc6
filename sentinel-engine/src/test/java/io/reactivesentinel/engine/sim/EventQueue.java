package io.reactivesentinel.engine.sim;

import java.util.Arrays;

/**
 * Everything that is going to happen, earliest first; what is due at one instant happens in the order in which it was
 * planned. Times are microseconds since the beginning of the simulation.
 */
public final class EventQueue {

    /** Something that is going to happen unless it is called off. */
    public static final class Event {
        private final long atUs;
        private final long order;
        private Runnable action;

        private Event(long atUs, long order, Runnable action) {
            this.atUs = atUs;
            this.order = order;
            this.action = action;
        }

        /** It will not happen. */
        public void cancel() {
            action = EventQueue::nothing;
        }

        private boolean isBefore(Event other) {
            return atUs != other.atUs ? atUs < other.atUs : order < other.order;
        }
    }

    private Event[] heap = new Event[1_024];
    private int size;
    private long orders;
    private long nowUs;

    private static void nothing() {}

    /** The present. */
    public long nowUs() {
        return nowUs;
    }

    /** How many events have been planned so far. */
    public long planned() {
        return orders;
    }

    /** How many are planned and have not happened. */
    int waiting() {
        return size;
    }

    /** Plans something; what lies in the past happens now. */
    public Event at(long atUs, Runnable action) {
        Event event = new Event(Math.max(atUs, nowUs), orders++, action);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int hole = size++;
        while (hole > 0 && event.isBefore(heap[(hole - 1) >> 1])) {
            heap[hole] = heap[(hole - 1) >> 1];
            hole = (hole - 1) >> 1;
        }
        heap[hole] = event;
        return event;
    }

    /** Plans something that many microseconds from now. */
    public Event in(long delayUs, Runnable action) {
        return at(nowUs + delayUs, action);
    }

    /** Lets the next event happen if it is due by then; answers no, and moves the clock there, when there is none. */
    public boolean runNext(long untilUs) {
        if (size == 0 || heap[0].atUs > untilUs) {
            nowUs = Math.max(nowUs, untilUs);
            return false;
        }
        Event next = heap[0];
        Event last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        nowUs = next.atUs;
        next.action.run();
        return true;
    }

    private void sink(Event event) {
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (event.isBefore(heap[child])) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            child = 2 * hole + 1;
        }
        heap[hole] = event;
    }
}
