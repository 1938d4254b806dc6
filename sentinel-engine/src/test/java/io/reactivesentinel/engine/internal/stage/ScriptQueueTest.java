package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.ScriptQueue.Entry;
import io.reactivesentinel.engine.internal.stage.ScriptQueue.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which script runs when, without any process. */
final class ScriptQueueTest {

    private static final long MAX_RUNTIME_MS = 60_000;
    private static final long RETRY_MS = 30_000;

    private final ScriptQueue queue = new ScriptQueue();
    private long nowMs = 1_000_000;

    private Entry add(String name) {
        queue.add(List.of(name), Map.of());
        return Bench.last(queue.entries());
    }

    private List<Entry> startAll() {
        List<Entry> started = new ArrayList<>();
        for (Entry next = queue.startNext(nowMs, MAX_RUNTIME_MS);
                next != null;
                next = queue.startNext(nowMs, MAX_RUNTIME_MS)) {
            started.add(next);
        }
        return started;
    }

    private Verdict end(Entry entry, ScriptExit exit) {
        return queue.ended(entry, exit, nowMs, RETRY_MS);
    }

    private static ScriptExit code(int code) {
        return new ScriptExit(ScriptExit.How.EXITED, code, "");
    }

    private static ScriptExit signal(int signal) {
        return new ScriptExit(ScriptExit.How.SIGNALLED, signal, "");
    }

    private static ScriptExit noProcess() {
        return new ScriptExit(ScriptExit.How.NO_PROCESS, 0, "");
    }

    @Test
    void sixteenRunAtATimeOldestFirst() {
        for (int i = 0; i < 20; i++) {
            add("s" + i);
        }
        List<Entry> started = startAll();
        assertThat(started)
                .extracting(Entry::path)
                .hasSize(16)
                .startsWith("s0", "s1")
                .endsWith("s15");
        assertThat(queue.running()).isEqualTo(16);

        assertThat(end(started.get(3), code(0))).isEqualTo(Verdict.DONE);
        assertThat(startAll()).extracting(Entry::path).containsExactly("s16");
        assertThat(queue.entries()).hasSize(19);
    }

    @Test
    void beyond256TheOldestThatDoesNotRunMakesRoom() {
        for (int i = 0; i < 256; i++) {
            add("s" + i);
        }
        startAll();
        Entry dropped = queue.add(List.of("late"), Map.of());
        assertThat(dropped).isNotNull();
        assertThat(dropped.path()).isEqualTo("s16");
        assertThat(queue.entries()).hasSize(256).extracting(Entry::path).endsWith("s255", "late");
    }

    @Test
    void exitCodesDecideWhetherItIsTriedAgain() {
        for (int code : new int[] {0, 1, 2, 3, 127, 255}) {
            Entry entry = add("code");
            startAll();
            Verdict expected = code == 0 ? Verdict.DONE : code == 1 ? Verdict.AGAIN : Verdict.GIVEN_UP;
            assertThat(end(entry, code(code))).as("exit %s", code).isEqualTo(expected);
        }
        Entry entry = add("signal");
        startAll();
        assertThat(end(entry, signal(9))).isEqualTo(Verdict.AGAIN);
    }

    @Test
    void theDelayDoublesAndTheTenthAttemptIsTheLast() {
        Entry entry = add("never");
        List<Long> delays = new ArrayList<>();
        for (int attempt = 1; attempt < 10; attempt++) {
            assertThat(startAll()).containsExactly(entry);
            assertThat(entry.attempts).isEqualTo(attempt);
            assertThat(end(entry, code(1))).isEqualTo(Verdict.AGAIN);
            assertThat(queue.nextDueMs()).isEqualTo(entry.notBeforeMs);
            delays.add(entry.notBeforeMs - nowMs);
            nowMs = entry.notBeforeMs - 1;
            assertThat(startAll()).isEmpty();
            nowMs++;
        }
        assertThat(delays)
                .containsExactly(
                        30_000L, 60_000L, 120_000L, 240_000L, 480_000L, 960_000L, 1_920_000L, 3_840_000L, 7_680_000L);
        startAll();
        assertThat(end(entry, code(1))).isEqualTo(Verdict.GIVEN_UP);
        assertThat(queue.entries()).isEmpty();
        assertThat(queue.nextDueMs()).isEqualTo(Time.NOT_DUE);
    }

    @Test
    void anAbsurdDelayDoesNotOverflow() {
        assertThat(ScriptQueue.delayMs(Long.MAX_VALUE, 10)).isEqualTo(Time.NOT_DUE);
        assertThat(ScriptQueue.delayMs(30_000, 1)).isEqualTo(30_000);
    }

    @Test
    void withoutAProcessThePauseGrowsAndNoAttemptCounts() {
        Entry entry = add("s");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            assertThat(startAll()).containsExactly(entry);
            assertThat(end(entry, noProcess())).isEqualTo(Verdict.AGAIN);
            assertThat(entry.attempts).isZero();
            pauses.add(entry.notBeforeMs - nowMs);
            nowMs = entry.notBeforeMs;
        }
        assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 64_000L, 64_000L);
    }

    @Test
    void oneThatRunsTooLongIsOverdueUntilItEnds() {
        Entry entry = add("s");
        startAll();
        assertThat(queue.nextDueMs()).isEqualTo(nowMs + MAX_RUNTIME_MS);
        nowMs += MAX_RUNTIME_MS - 1;
        assertThat(queue.nextOverdue(nowMs)).isNull();
        nowMs++;
        assertThat(queue.nextOverdue(nowMs)).isSameAs(entry);
        assertThat(queue.nextOverdue(nowMs)).isNull();
        assertThat(queue.nextDueMs()).isEqualTo(nowMs + 1_000);
        nowMs += 1_000;
        assertThat(queue.nextOverdue(nowMs)).isSameAs(entry);
        end(entry, signal(9));
        assertThat(queue.nextOverdue(nowMs + 10_000)).isNull();
    }

    @Test
    void theEndOfAnEarlierRunIsNoEndOfTheNext() {
        Entry entry = add("s");
        startAll();
        long first = entry.id;
        end(entry, code(1));
        assertThat(queue.ofRun(first)).isNull();
        nowMs = entry.notBeforeMs;
        startAll();
        assertThat(queue.ofRun(first)).isNull();
        assertThat(queue.ofRun(entry.id)).isSameAs(entry);
    }
}
