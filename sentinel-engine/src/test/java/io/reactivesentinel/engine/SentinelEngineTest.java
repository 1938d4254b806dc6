package io.reactivesentinel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** The public face of a real engine, without any Redis: nobody answers at the addresses it watches. */
class SentinelEngineTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path dir;

    private SentinelConfig config() {
        return SentinelConfig.builder()
                .listen("127.0.0.1", 0)
                .state(dir.resolve("state.conf"))
                .monitor("mymaster", "127.0.0.1", 1, 2, m -> m.downAfter(Duration.ofMillis(200)))
                .build();
    }

    @Test
    void itKeepsItsIdAndItsMastersAcrossARestart() {
        SentinelEngine first = SentinelEngine.startNow(config());
        String id = first.id();
        first.disposeNow();

        SentinelEngine second = SentinelEngine.startNow(config());
        assertThat(second.id()).isEqualTo(id).hasSize(40);
        StepVerifier.create(second.masterAddress("mymaster"))
                .expectNext(new InstanceAddress("127.0.0.1", 1))
                .expectComplete()
                .verify(LIMIT);
        second.disposeNow();
    }

    @Test
    void aMasterThatNeverAnswersIsSubjectivelyDownAndNothingMore() {
        SentinelEngine engine = SentinelEngine.startNow(config());

        StepVerifier.create(engine.events()
                        .map(event -> event.type())
                        .filter(type -> type != EventType.MONITOR)
                        .filter(type ->
                                type != EventType.CMD_LINK_RECONNECTION && type != EventType.PUBSUB_LINK_RECONNECTION))
                .expectNext(EventType.SDOWN)
                .thenCancel()
                .verify(LIMIT);
        assertThat(engine.master("mymaster").block(LIMIT).status().isOdown()).isFalse();
        engine.disposeNow();
    }

    @Test
    void settingsAreChangedAllOrNone() {
        SentinelEngine engine = SentinelEngine.startNow(config());

        engine.set("mymaster", settings -> settings.quorum(3).parallelSyncs(2)).block(LIMIT);
        assertThat(engine.master("mymaster").block(LIMIT).quorum()).isEqualTo(3);

        assertThatThrownBy(() -> engine.set("mymaster", settings -> settings.parallelSyncs(5)
                                .quorum(0))
                        .block(LIMIT))
                .hasMessageContaining("quorum must be >= 1, was 0");
        assertThat(engine.master("mymaster").block(LIMIT).parallelSyncs()).isEqualTo(2);
        engine.disposeNow();
    }

    @Test
    void mastersComeAndGoAtRunTime() {
        SentinelEngine engine = SentinelEngine.startNow(config());

        engine.monitor(MonitorConfig.builder("other", "127.0.0.1", 2, 1).build())
                .block(LIMIT);
        assertThat(engine.masters().map(master -> master.name()).collectList().block(LIMIT))
                .containsExactly("mymaster", "other");
        assertThat(engine.reset("o*").block(LIMIT)).isEqualTo(1);
        engine.remove("other").block(LIMIT);

        StepVerifier.create(engine.master("other"))
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOfSatisfying(CommandException.class, refused -> assertThat(refused.reason())
                                .isEqualTo(CommandException.Reason.NO_SUCH_MASTER)))
                .verify(LIMIT);
        StepVerifier.create(engine.masterAddress("other")).expectComplete().verify(LIMIT);
        engine.disposeNow();
    }

    @Test
    void aFailoverWithoutAReplicaIsRefused() {
        SentinelEngine engine = SentinelEngine.startNow(config());

        StepVerifier.create(engine.failover("mymaster"))
                .expectErrorSatisfies(e ->
                        assertThat(((CommandException) e).reason()).isEqualTo(CommandException.Reason.NO_GOOD_REPLICA))
                .verify(LIMIT);
        engine.disposeNow();
    }

    @Test
    void everyRefusalOfTheLoopHasAReasonForTheApplication() {
        assertThat(Arrays.stream(CommandException.Reason.values()).map(Enum::name))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Refusal.Reason.values()).map(Enum::name).toList());
    }

    @Test
    void anObserverListensNowhereAndMayNotFailOver() {
        SentinelEngine observer = SentinelEngine.startNow(
                SentinelConfig.builder().monitor("mymaster", "127.0.0.1", 1, 2).build());

        assertThat(observer.addresses()).isEmpty();
        StepVerifier.create(observer.failover("mymaster"))
                .expectErrorSatisfies(e ->
                        assertThat(((CommandException) e).reason()).isEqualTo(CommandException.Reason.NOT_A_MEMBER))
                .verify(LIMIT);
        observer.disposeNow();
    }

    @Test
    void streamsCompleteAndCommandsAreRefusedAfterTheEnd() {
        SentinelEngine engine = SentinelEngine.startNow(config());

        StepVerifier.create(engine.switchMasterEvents())
                .then(engine::dispose)
                .expectComplete()
                .verify(LIMIT);
        engine.onDispose().block(LIMIT);
        engine.dispose();
        StepVerifier.create(engine.master("mymaster"))
                .expectErrorSatisfies(
                        e -> assertThat(((CommandException) e).reason()).isEqualTo(CommandException.Reason.STOPPED))
                .verify(LIMIT);
    }

    @Test
    void aPortThatIsTakenFailsTheStartAndLeavesTheStateFree() {
        SentinelEngine first = SentinelEngine.startNow(config());
        int port = first.addresses().get(0).port();
        SentinelConfig clash = SentinelConfig.builder()
                .listen("127.0.0.1", port)
                .state(dir.resolve("other.conf"))
                .monitor("mymaster", "127.0.0.1", 1, 2)
                .build();

        assertThatThrownBy(() -> SentinelEngine.startNow(clash)).hasMessageContaining("127.0.0.1:" + port);
        first.disposeNow();
        SentinelEngine.startNow(clash).disposeNow();
    }

    @Test
    void aStateInUseFailsTheStart() {
        SentinelEngine first = SentinelEngine.startNow(config());

        assertThatThrownBy(() -> SentinelEngine.startNow(config())).isInstanceOf(ConfigException.class);
        first.disposeNow();
    }
}
