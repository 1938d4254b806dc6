package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimerQueueTest {

    private final TimerQueue queue = new TimerQueue();

    private static Timer timer() {
        return new Timer(() -> {});
    }

    @Test
    void timersOfOneInstantComeInTheOrderTheyWereSet() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Timer each = timer();
            timers.add(each);
            queue.schedule(each, 5);
        }
        List<Timer> polled = new ArrayList<>();
        for (Timer each = queue.pollDue(5); each != null; each = queue.pollDue(5)) {
            polled.add(each);
        }
        assertThat(polled).containsExactlyElementsOf(timers);
        assertThat(queue.nextDueMs()).isEqualTo(Time.NOT_DUE);
    }

    @Test
    void whatIsNotDueStaysAndNeverIsNoInstant() {
        Timer timer = timer();
        queue.schedule(timer, 10);
        assertThat(queue.pollDue(9)).isNull();
        queue.schedule(timer, Time.NOT_DUE);
        assertThat(timer.isScheduled()).isFalse();
        queue.cancel(timer);
        assertThat(queue.pollDue(Long.MAX_VALUE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anySequenceAgreesWithASortedMap(long seed) {
        Random random = new Random(seed);
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            timers.add(timer());
        }
        TreeMap<Long, Timer> expected = new TreeMap<>();
        long order = 0;
        for (int i = 0; i < 5_000; i++) {
            Timer timer = timers.get(random.nextInt(timers.size()));
            int what = random.nextInt(10);
            if (what < 6) {
                long dueMs = random.nextInt(1_000);
                if (!timer.isScheduled() || timer.dueMs != dueMs) {
                    expected.values().remove(timer);
                    expected.put(dueMs << 32 | order++, timer);
                }
                queue.schedule(timer, dueMs);
            } else if (what < 8) {
                expected.values().remove(timer);
                queue.cancel(timer);
            } else {
                long nowMs = random.nextInt(1_000);
                Timer due = queue.pollDue(nowMs);
                boolean any = !expected.isEmpty() && expected.firstKey() >>> 32 <= nowMs;
                assertThat(due).isSameAs(any ? expected.pollFirstEntry().getValue() : null);
            }
            long next = expected.isEmpty() ? Time.NOT_DUE : expected.firstKey() >>> 32;
            assertThat(queue.nextDueMs()).isEqualTo(next);
        }
    }
}
