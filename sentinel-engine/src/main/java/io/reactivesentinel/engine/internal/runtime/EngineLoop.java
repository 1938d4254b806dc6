package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.SentinelClock;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * The one thread on which everything is decided: takes inputs from a bounded mailbox, hands them to the {@link Sentinel}
 * and wakes it when it wants to be woken.
 *
 * <p>Time conditions are looked at only when the mailbox is empty, so that an answer that has already arrived is never
 * overlooked by the verdict that it was missing; but a flood does not put them off for long.
 */
final class EngineLoop {

    /** Commands beyond this are refused; replies and results of saves, which are bounded by what was asked, are not. */
    static final int MAX_CALLS = 8_192;

    /** Messages of Pub/Sub links that may wait; a link that floods us beyond is closed. */
    static final int MAX_PUSHES = 8_192;

    private static final int BATCH = 256;
    private static final long MAX_TIMER_LAG_MS = 10;

    private final Sentinel sentinel;
    private final SentinelClock clock;
    private final Scheduler.Worker worker;
    private final Consumer<Throwable> onFailure;
    private final Queue<Input> mailbox = Queues.<Input>unboundedMultiproducer().get();
    /** Not 0 while somebody drains, or nobody may yet: one is held until the start. */
    private final AtomicInteger work = new AtomicInteger(1);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger pushes = new AtomicInteger();
    private final Runnable drain = this::drain;
    private final Runnable wake = this::wake;
    private @Nullable Disposable timer;
    private long timerDueMs = Long.MAX_VALUE;
    private long settledMs;
    private boolean wakeDue;
    private volatile boolean stopped;

    /**
     * A loop that does not run yet.
     *
     * @param sentinel what decides
     * @param clock what time it is
     * @param worker the thread
     * @param onFailure told when the loop itself breaks; it decides nothing any more then
     */
    EngineLoop(Sentinel sentinel, SentinelClock clock, Scheduler.Worker worker, Consumer<Throwable> onFailure) {
        this.sentinel = sentinel;
        this.clock = clock;
        this.worker = worker;
        this.onFailure = onFailure;
    }

    /** Begins; inputs that came before wait until then. */
    void start() {
        worker.schedule(() -> {
            settledMs = clock.monotonicMs();
            try {
                sentinel.start(settledMs, clock.wallMs());
            } catch (RuntimeException | Error e) {
                fail(e);
                return;
            }
            drain();
        });
    }

    /** Takes an input, from any thread. */
    void offer(Input input) {
        if (stopped) {
            return;
        }
        mailbox.add(input);
        signal();
    }

    /** Takes a command, from any thread; refuses it when too many are waiting. */
    void call(Call<?> call) {
        if (stopped) {
            call.answer().refuse(Refusal.of(Refusal.Reason.STOPPED));
        } else if (calls.incrementAndGet() > MAX_CALLS) {
            calls.decrementAndGet();
            call.answer().refuse(Refusal.of(Refusal.Reason.OVERLOADED));
        } else {
            offer(new Input.Called(call));
            if (stopped) {
                refuseLate(call);
            }
        }
    }

    /** The loop stopped while the command was on its way: the mailbox may have been emptied before it came. */
    private void refuseLate(Call<?> call) {
        try {
            worker.schedule(this::refuseAll);
        } catch (RejectedExecutionException e) {
            call.answer().refuse(Refusal.of(Refusal.Reason.STOPPED));
        }
    }

    private void refuseAll() {
        for (Input input = mailbox.poll(); input != null; input = mailbox.poll()) {
            if (input instanceof Input.Called called) {
                called.call().answer().refuse(Refusal.of(Refusal.Reason.STOPPED));
            }
        }
    }

    /** Takes what a Pub/Sub link heard; answers no when so much is waiting that the link must be given up. */
    boolean offerPush(Input.Pushed push) {
        if (pushes.incrementAndGet() > MAX_PUSHES) {
            pushes.decrementAndGet();
            return false;
        }
        offer(push);
        return true;
    }

    private void signal() {
        if (work.getAndIncrement() == 0) {
            worker.schedule(drain);
        }
    }

    private void wake() {
        timerDueMs = Long.MAX_VALUE;
        wakeDue = true;
        if (work.getAndIncrement() == 0) {
            drain();
        }
    }

    private void drain() {
        int missed = 1;
        try {
            do {
                boolean empty = takeBatch();
                long nowMs = clock.monotonicMs();
                if (empty || nowMs - settledMs >= MAX_TIMER_LAG_MS || wakeDue) {
                    wakeDue = false;
                    settledMs = nowMs;
                    sentinel.settle(nowMs, clock.wallMs());
                }
                if (empty) {
                    missed = work.addAndGet(-missed);
                }
            } while (missed != 0 && !stopped);
            setTimer();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        stopped = true;
        onFailure.accept(cause);
    }

    /** Answers whether the mailbox is empty. */
    private boolean takeBatch() {
        for (int i = 0; i < BATCH; i++) {
            Input input = mailbox.poll();
            if (input == null) {
                return true;
            }
            if (input instanceof Input.Called) {
                calls.decrementAndGet();
            } else if (input instanceof Input.Pushed) {
                pushes.decrementAndGet();
            }
            sentinel.accept(input, clock.monotonicMs(), clock.wallMs());
        }
        return mailbox.isEmpty();
    }

    private void setTimer() {
        long dueMs = sentinel.nextWakeMs();
        if (dueMs == timerDueMs || stopped) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        timerDueMs = dueMs;
        long delayMs = Math.max(0, dueMs - clock.monotonicMs());
        timer = worker.schedule(wake, delayMs, TimeUnit.MILLISECONDS);
    }

    /** Stops; commands that wait are refused, and the last thing that happens on the loop's thread is {@code last}. */
    void stop(Runnable last) {
        stopped = true;
        worker.schedule(() -> {
            refuseAll();
            last.run();
        });
    }
}
