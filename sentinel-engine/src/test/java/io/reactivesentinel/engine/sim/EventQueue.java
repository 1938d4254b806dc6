package io.reactivesentinel.engine.sim;

import java.util.Arrays;

/**
 * Everything that is going to happen, earliest first; what is due at one instant happens in the order in which it was
 * planned. Times are microseconds since the beginning of the simulation.
 */
public final class EventQueue {

    /** How many follow below each in the heap: flatter than two, so that less memory is touched. */
    private static final int WIDTH = 4;

    /** Something that is going to happen unless it is called off. */
    public static final class Event {
        private final long order;
        private Runnable action;

        private Event(long order, Runnable action) {
            this.order = order;
            this.action = action;
        }

        /** It will not happen. */
        public void cancel() {
            action = EventQueue::nothing;
        }
    }

    /** The heap; when each event is due stands apart, so that finding the earliest seldom looks at the events. */
    private Event[] heap = new Event[1_024];

    private long[] dueUs = new long[heap.length];
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
        Event event = new Event(orders++, action);
        long whenUs = Math.max(atUs, nowUs);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
            dueUs = Arrays.copyOf(dueUs, size * 2);
        }
        // Planned last, so that it comes after all that are due at the same instant.
        int hole = size++;
        while (hole > 0) {
            int above = (hole - 1) / WIDTH;
            if (whenUs >= dueUs[above]) {
                break;
            }
            heap[hole] = heap[above];
            dueUs[hole] = dueUs[above];
            hole = above;
        }
        heap[hole] = event;
        dueUs[hole] = whenUs;
        return event;
    }

    /** Plans something that many microseconds from now. */
    public Event in(long delayUs, Runnable action) {
        return at(nowUs + delayUs, action);
    }

    /** Lets the next event happen if it is due by then; answers no, and moves the clock there, when there is none. */
    public boolean runNext(long untilUs) {
        if (size == 0 || dueUs[0] > untilUs) {
            nowUs = Math.max(nowUs, untilUs);
            return false;
        }
        Event next = heap[0];
        nowUs = dueUs[0];
        Event last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last, dueUs[size]);
        }
        next.action.run();
        return true;
    }

    private void sink(Event event, long whenUs) {
        int hole = 0;
        int child = 1;
        while (child < size) {
            int first = child;
            int end = Math.min(child + WIDTH, size);
            for (int other = child + 1; other < end; other++) {
                if (isBefore(dueUs[other], heap[other], first)) {
                    first = other;
                }
            }
            if (isBefore(whenUs, event, first)) {
                break;
            }
            heap[hole] = heap[first];
            dueUs[hole] = dueUs[first];
            hole = first;
            child = WIDTH * hole + 1;
        }
        heap[hole] = event;
        dueUs[hole] = whenUs;
    }

    private boolean isBefore(long whenUs, Event event, int other) {
        return whenUs != dueUs[other] ? whenUs < dueUs[other] : event.order < heap[other].order;
    }
}
