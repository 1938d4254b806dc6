package io.reactivesentinel.server.demo;

import io.reactivesentinel.engine.PingResult;
import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A small reactive application with a Sentinel inside: it keeps what the engine's streams tell it. */
final class EmbeddedApplication implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    private final SentinelEngine engine;
    private final Queue<SwitchMasterEvent> switches = new ConcurrentLinkedQueue<>();
    private final Queue<SubjectiveDownEvent> subjectiveDown = new ConcurrentLinkedQueue<>();
    private final Queue<ObjectiveDownEvent> objectiveDown = new ConcurrentLinkedQueue<>();
    private final Queue<VoteEvent> votes = new ConcurrentLinkedQueue<>();
    private final Queue<PingResult> pings = new ConcurrentLinkedQueue<>();

    private EmbeddedApplication(SentinelEngine engine) {
        this.engine = engine;
        keep(engine.switchMasterEvents(), switches);
        keep(engine.subjectiveDown(), subjectiveDown);
        keep(engine.objectiveDown(), objectiveDown);
        keep(engine.votes(), votes);
        keep(engine.pingResults(), pings);
    }

    private static <T> void keep(Flux<T> stream, Queue<T> kept) {
        stream.subscribe(kept::add);
    }

    /** A full member of the quorum, on a port the system chooses. */
    static EmbeddedApplication member(RealCluster real, Path state, Duration downAfter) {
        return new EmbeddedApplication(SentinelEngine.startNow(
                watching(real, downAfter).listen("127.0.0.1", 0).state(state).build()));
    }

    /** One that cannot be asked, and therefore only watches. */
    static EmbeddedApplication observer(RealCluster real, Duration downAfter) {
        SentinelConfig config = watching(real, downAfter).build();
        @Nullable SentinelEngine started = SentinelEngine.start(config).block(Duration.ofSeconds(30));
        if (started == null) {
            throw new IllegalStateException("start emitted nothing");
        }
        return new EmbeddedApplication(started);
    }

    private static SentinelConfig.Builder watching(RealCluster real, Duration downAfter) {
        return SentinelConfig.builder()
                .monitor(
                        Cluster.MASTER_NAME,
                        "127.0.0.1",
                        real.cluster().firstMaster().port(),
                        2,
                        master -> master.downAfter(downAfter).failoverTimeout(RealCluster.FAILOVER_TIMEOUT));
    }

    SentinelEngine engine() {
        return engine;
    }

    /** Waits until it sees both replicas and so many other Sentinels. */
    void awaitAcquainted(int otherSentinelCount) {
        Wait.until(
                "the engine knew both replicas and " + otherSentinelCount + " other Sentinels",
                RealCluster.SWITCH_LIMIT,
                () -> otherSentinelCount
                                == engine.sentinels(Cluster.MASTER_NAME)
                                        .filter(each -> each.status().isConnected())
                                        .collectList()
                                        .blockOptional(ANSWER_LIMIT)
                                        .map(List::size)
                                        .orElse(0)
                        && replicaAddresses().size() == 2);
    }

    private List<InstanceAddress> replicaAddresses() {
        return engine.replicaAddresses(Cluster.MASTER_NAME)
                .collectList()
                .blockOptional(ANSWER_LIMIT)
                .orElse(List.of());
    }

    @Nullable
    InstanceAddress masterAddress() {
        return engine.masterAddress(Cluster.MASTER_NAME).block(ANSWER_LIMIT);
    }

    List<SwitchMasterEvent> switches() {
        return List.copyOf(switches);
    }

    List<SubjectiveDownEvent> subjectiveDown() {
        return List.copyOf(subjectiveDown);
    }

    List<ObjectiveDownEvent> objectiveDown() {
        return List.copyOf(objectiveDown);
    }

    List<VoteEvent> votes() {
        return List.copyOf(votes);
    }

    List<PingResult> pings() {
        return List.copyOf(pings);
    }

    @Override
    public void close() {
        engine.disposeNow();
    }
}
