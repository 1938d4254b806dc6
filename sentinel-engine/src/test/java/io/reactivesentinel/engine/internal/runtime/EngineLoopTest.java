package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Conn;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.engine.internal.stage.Request;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class EngineLoopTest {

    private static final long LIMIT_S = 10;

    private final Scheduler scheduler = Schedulers.newSingle("loop-test", true);
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private RuntimeException atOpen;

    @AfterEach
    void end() {
        scheduler.dispose();
    }

    /** Writes down events; nobody is ever reached. */
    private final class Nobody implements Effects {
        @Override
        public void open(Conn conn) {
            if (atOpen != null) {
                throw atOpen;
            }
        }

        @Override
        public void resolve(String host) {}

        @Override
        public void close(Conn conn, boolean abort) {}

        @Override
        public void send(Request request) {}

        @Override
        public void save(long version, PersistentState state) {}

        @Override
        public void publish(SentinelEvent event) {
            seen.add(event.type().channel());
        }

        @Override
        public void log(EventLevel level, String text) {}

        @Override
        public void failoverDelayed(String master, long notBeforeWallMs) {}

        @Override
        public void startScript(ScriptStart start) {}

        @Override
        public void killScript(long id) {}

        @Override
        public void crash() {
            throw new UnsupportedOperationException("nobody simulates a failure here");
        }

        @Override
        public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {}

        @Override
        public boolean wantsPingResults() {
            return false;
        }
    }

    private EngineLoop loop() {
        MonitorConfig master = MonitorConfig.builder("m", "10.0.0.1", 6379, 1)
                .downAfter(Duration.ofMillis(50))
                .build();
        PersistentState state =
                new PersistentState("a".repeat(40), 0, GlobalSettings.DEFAULT, List.of(MasterRecord.fresh(master)));
        Sentinel sentinel = new Sentinel(state, Membership.OBSERVER, Timings.DEFAULT, bound -> 0, new Nobody());
        return new EngineLoop(
                sentinel,
                new SystemClock(),
                scheduler.createWorker(),
                cause -> seen.add("broken: " + cause.getMessage()));
    }

    private String next() throws InterruptedException {
        return seen.poll(LIMIT_S, TimeUnit.SECONDS);
    }

    private Call<List<io.reactivesentinel.protocol.MasterSnapshot>> masters() {
        return new Call<>(new Command.Masters(), new Answer<>() {
            @Override
            public void accept(List<io.reactivesentinel.protocol.MasterSnapshot> all) {
                seen.add("masters " + all.size());
            }

            @Override
            public void refuse(Refusal refusal) {
                seen.add("refused " + refusal.reason());
            }
        });
    }

    @Test
    void aTimeConditionIsJudgedWithoutAnyInput() throws Exception {
        loop().start();

        assertThat(next()).isEqualTo(EventType.MONITOR.channel());
        assertThat(next()).isEqualTo(EventType.SDOWN.channel());
    }

    @Test
    void aCommandThatCameBeforeTheStartIsAnsweredAfterIt() throws Exception {
        EngineLoop loop = loop();
        loop.call(masters());
        loop.start();

        assertThat(next()).isEqualTo(EventType.MONITOR.channel());
        assertThat(next()).isEqualTo("masters 1");
    }

    @Test
    void commandsBeyondTheBoundAreRefusedAtOnceAndTheOthersAnswered() throws Exception {
        EngineLoop loop = loop();
        for (int i = 0; i < EngineLoop.MAX_CALLS + 1; i++) {
            loop.call(masters());
        }
        assertThat(next()).isEqualTo("refused OVERLOADED");

        loop.start();
        assertThat(next()).isEqualTo(EventType.MONITOR.channel());
        assertThat(next()).isEqualTo("masters 1");
    }

    @Test
    void afterTheStopEveryCommandIsRefused() throws Exception {
        EngineLoop loop = loop();
        loop.call(masters());
        loop.stop(() -> seen.add("last"));

        assertThat(next()).isEqualTo("refused STOPPED");
        assertThat(next()).isEqualTo("last");
        loop.call(masters());
        assertThat(next()).isEqualTo("refused STOPPED");
    }

    @Test
    void aLoopThatCannotBeginSaysSo() throws Exception {
        atOpen = new IllegalStateException("no more connections");
        loop().start();

        assertThat(next()).isEqualTo(EventType.MONITOR.channel());
        assertThat(next()).isEqualTo("broken: no more connections");
    }
}
