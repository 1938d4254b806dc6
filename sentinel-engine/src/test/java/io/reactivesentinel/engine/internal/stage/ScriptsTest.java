package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command.PendingScript;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which events make a script run, with what, and what is told of it; the processes are in the hand of the test. */
final class ScriptsTest {

    private static final String SCRIPT = "/opt/notify.sh";

    private final Bench bench = Bench.threeSentinels();

    private Bench notified() {
        bench.config = builder -> builder.notificationScript(SCRIPT);
        return bench.settled();
    }

    private ScriptStart last() {
        return Bench.last(bench.scripts);
    }

    private void end(ScriptStart script, ScriptExit.How how, int number) {
        bench.handle(new Input.ScriptEnded(script.id(), new ScriptExit(how, number, "")));
    }

    private void endAll() {
        for (ScriptStart script : List.copyOf(bench.scripts)) {
            end(script, ScriptExit.How.EXITED, 0);
        }
    }

    private List<PendingScript> pending() {
        return Optional.ofNullable(bench.call(new Command.PendingScripts()).value)
                .orElseThrow();
    }

    private Stream<String> payloads(EventType type) {
        return bench.events.stream().filter(event -> event.type() == type).map(SentinelEvent::payload);
    }

    @Test
    void everyWarningAboutAMasterIsToldAndNothingElse() {
        notified();
        for (int i = 0; i < 100 && !bench.happened(EventType.FAILOVER_END); i++) {
            bench.masterDies();
            bench.run(500);
            endAll();
        }
        List<List<String>> expected = bench.events.stream()
                .filter(event -> event.type().level() == EventLevel.WARNING)
                .filter(event -> event.masterName().isPresent())
                .map(event -> List.of(SCRIPT, event.type().channel(), event.payload()))
                .toList();
        assertThat(bench.scripts).extracting(ScriptStart::command).containsExactlyElementsOf(expected);
        assertThat(expected)
                .extracting(words -> words.get(1))
                .contains("+monitor", "+sdown", "+odown", "+new-epoch", "+vote-for-leader", "+switch-master")
                .doesNotContain("+slave", "+sentinel");
    }

    @Test
    void theEnvironmentSaysMore() {
        notified();
        assertThat(bench.scripts.get(0).command())
                .containsExactly(SCRIPT, "+monitor", "master m 10.0.0.1 6379 quorum 2");
        assertThat(bench.scripts.get(0).environment())
                .containsEntry("SENTINEL_SCRIPT", "notification")
                .containsEntry("SENTINEL_ID", Bench.ME)
                .containsEntry("SENTINEL_EVENT", "+monitor")
                .containsEntry("SENTINEL_EVENT_TIME_MS", "1700000000000")
                .containsEntry("SENTINEL_MASTER_NAME", "m")
                .containsEntry("SENTINEL_MASTER_HOST", "10.0.0.1")
                .containsEntry("SENTINEL_MASTER_PORT", "6379")
                .containsEntry("SENTINEL_MASTER_QUORUM", "2")
                .containsEntry("SENTINEL_CONFIG_EPOCH", "0")
                .containsEntry("SENTINEL_CURRENT_EPOCH", "0")
                .containsEntry("SENTINEL_ATTEMPT", "1");
    }

    @Test
    void theClientReconfigScriptIsToldTheNewConfiguration() {
        bench.config = builder -> builder.clientReconfigScript("/opt/reconfig.sh");
        bench.settled().elected();
        bench.await(EventType.SWITCH_MASTER, 2_000);
        String newHost = bench.monitored().node.address().host();
        assertThat(last().command())
                .containsExactly("/opt/reconfig.sh", "m", "leader", "start", "10.0.0.1", "6379", newHost, "6379");
        assertThat(last().environment())
                .containsEntry("SENTINEL_SCRIPT", "client-reconfig")
                .containsEntry("SENTINEL_PART", "leader")
                .containsEntry("SENTINEL_OLD_MASTER_HOST", "10.0.0.1")
                .containsEntry("SENTINEL_OLD_MASTER_PORT", "6379")
                .containsEntry("SENTINEL_MASTER_HOST", newHost)
                .containsEntry("SENTINEL_CONFIG_EPOCH", "1");
    }

    @Test
    void aRemovalIsToldAlthoughTheMasterIsGone() {
        notified();
        endAll();
        bench.call(new Command.Remove("m"));
        bench.run(10);
        assertThat(last().command()).containsExactly(SCRIPT, "-monitor", "master m 10.0.0.1 6379");
    }

    @Test
    void withoutAScriptNothingRuns() {
        bench.settled().elected();
        bench.await(EventType.SWITCH_MASTER, 2_000);
        assertThat(bench.scripts).isEmpty();
        assertThat(pending()).isEmpty();
    }

    @Test
    void aScriptThatFailsForGoodIsTold() {
        notified();
        bench.handle(new Input.ScriptStarted(last().id(), 4711));
        end(last(), ScriptExit.How.EXITED, 3);
        assertThat(payloads(EventType.SCRIPT_ERROR)).containsExactly(SCRIPT + " 0 3");
        assertThat(payloads(EventType.SCRIPT_CHILD)).containsExactly("4711");
        assertThat(payloads(EventType.SCRIPT_CHILD_OVER)).containsExactly("4711 3 0");
        assertThat(pending()).isEmpty();
        assertThat(bench.scripts).as("no script for the failure of a script").hasSize(1);
    }

    @Test
    void aScriptThatAsksForItIsTriedAgain() {
        notified();
        end(last(), ScriptExit.How.EXITED, 1);
        assertThat(bench.happened(EventType.SCRIPT_ERROR)).isFalse();
        assertThat(pending()).singleElement().satisfies(script -> {
            assertThat(script.running()).isFalse();
            assertThat(script.pid()).isZero();
            assertThat(script.timeMs()).isEqualTo(30_000);
            assertThat(script.attempts()).isEqualTo(1);
        });
        bench.run(29_999);
        assertThat(bench.scripts).hasSize(1);
        bench.run(1);
        assertThat(bench.scripts).hasSize(2);
        assertThat(last().command()).isEqualTo(bench.scripts.get(0).command());
        assertThat(last().environment()).containsEntry("SENTINEL_ATTEMPT", "2");
        assertThat(last().id()).isNotEqualTo(bench.scripts.get(0).id());
    }

    @Test
    void aScriptThatRunsTooLongIsKilledAndToldOnce() {
        notified();
        ScriptStart script = last();
        bench.handle(new Input.ScriptStarted(script.id(), 4711));
        bench.run(56_999);
        assertThat(bench.killed).isEmpty();
        assertThat(pending()).singleElement().satisfies(each -> {
            assertThat(each.running()).isTrue();
            assertThat(each.pid()).isEqualTo(4711);
            assertThat(each.timeMs()).isEqualTo(59_999);
        });
        bench.run(1);
        assertThat(bench.killed).containsExactly(script.id());
        bench.run(2_000);
        assertThat(bench.killed).hasSize(3);
        assertThat(payloads(EventType.SCRIPT_TIMEOUT)).containsExactly(SCRIPT + " 4711");
        end(script, ScriptExit.How.SIGNALLED, 9);
        assertThat(payloads(EventType.SCRIPT_CHILD_OVER)).containsExactly("4711 0 9");
        assertThat(pending()).singleElement().satisfies(each -> assertThat(each.timeMs())
                .isEqualTo(30_000));
    }

    @Test
    void whenThereIsNoProcessItIsToldAndTriedSoon() {
        notified();
        end(last(), ScriptExit.How.NO_PROCESS, 0);
        assertThat(payloads(EventType.SCRIPT_ERROR)).containsExactly(SCRIPT + " 99 0");
        assertThat(bench.happened(EventType.SCRIPT_CHILD_OVER)).isFalse();
        bench.run(1_000);
        assertThat(bench.scripts).hasSize(2);
        assertThat(last().environment()).containsEntry("SENTINEL_ATTEMPT", "1");
    }

    @Test
    void infoCountsThem() {
        notified();
        Command.Summary summary =
                Optional.ofNullable(bench.call(new Command.Summarize()).value).orElseThrow();
        assertThat(summary.runningScripts()).isEqualTo(1);
        assertThat(summary.queuedScripts()).isEqualTo(1);
    }
}
