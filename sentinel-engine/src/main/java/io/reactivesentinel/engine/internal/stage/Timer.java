package io.reactivesentinel.engine.internal.stage;

/** Something to look at again at a given instant; belongs to one {@link TimerQueue}. */
final class Timer {

    final Runnable action;
    long dueMs = Time.NOT_DUE;
    long order;
    int index = -1;

    Timer(Runnable action) {
        this.action = action;
    }

    boolean isScheduled() {
        return index >= 0;
    }
}
