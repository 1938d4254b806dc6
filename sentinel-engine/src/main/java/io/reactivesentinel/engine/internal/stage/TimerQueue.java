package io.reactivesentinel.engine.internal.stage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All wake-ups of the decision loop, earliest first; those of one instant in the order they were set, so that a run can
 * be repeated.
 *
 * <p>A binary heap in which a timer knows its place: moving one, which every PING does, costs no allocation and no search.
 */
final class TimerQueue {

    private Timer[] heap = new Timer[64];
    private int size;
    private long orders;

    /** Sets or moves a timer; {@link Time#NOT_DUE} takes it out. */
    void schedule(Timer timer, long dueMs) {
        if (dueMs >= Time.NOT_DUE) {
            cancel(timer);
            return;
        }
        if (timer.isScheduled() && timer.dueMs == dueMs) {
            return;
        }
        timer.dueMs = dueMs;
        timer.order = orders++;
        if (timer.isScheduled()) {
            siftUp(timer.index);
            siftDown(timer.index);
        } else {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            place(timer, size++);
            siftUp(timer.index);
        }
    }

    void cancel(Timer timer) {
        if (!timer.isScheduled()) {
            return;
        }
        int hole = timer.index;
        timer.index = -1;
        timer.dueMs = Time.NOT_DUE;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            place(last, hole);
            siftUp(hole);
            siftDown(last.index);
        }
    }

    /** When the earliest timer is due; {@link Time#NOT_DUE} when there is none. */
    long nextDueMs() {
        return size == 0 ? Time.NOT_DUE : heap[0].dueMs;
    }

    /** Takes out the earliest timer that is due, or answers {@code null}. */
    @Nullable
    Timer pollDue(long nowMs) {
        if (size == 0 || heap[0].dueMs > nowMs) {
            return null;
        }
        Timer timer = heap[0];
        cancel(timer);
        return timer;
    }

    private void siftUp(int start) {
        int i = start;
        while (i > 0 && before(heap[i], heap[(i - 1) / 2])) {
            swap(i, (i - 1) / 2);
            i = (i - 1) / 2;
        }
    }

    private void siftDown(int start) {
        int i = start;
        while (true) {
            int child = 2 * i + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], heap[i])) {
                return;
            }
            swap(i, child);
            i = child;
        }
    }

    private static boolean before(Timer a, Timer b) {
        return a.dueMs != b.dueMs ? a.dueMs < b.dueMs : a.order < b.order;
    }

    private void swap(int a, int b) {
        Timer moved = heap[a];
        place(heap[b], a);
        place(moved, b);
    }

    private void place(Timer timer, int at) {
        heap[at] = timer;
        timer.index = at;
    }
}
