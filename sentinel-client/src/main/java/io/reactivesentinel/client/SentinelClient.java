package io.reactivesentinel.client;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MasterLookup;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Asks Sentinels where masters and replicas are.
 *
 * <p>All Sentinels are asked at once, each over a connection of its own that lasts for the question. The answer with the
 * highest configuration epoch wins, so that one Sentinel that missed a failover cannot lead an application astray while
 * any other is reachable.
 *
 * <p>Immutable and safe for any thread. Nothing is connected before a result is subscribed to.
 */
public final class SentinelClient implements MasterLookup {

    /** How long one Sentinel may take to answer, when nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    /** How many switches are remembered to tell the same news from several Sentinels apart. */
    private static final int REMEMBERED_SWITCHES = 1_024;

    private final List<SentinelQuery> sentinels;

    private SentinelClient(List<SentinelQuery> sentinels) {
        this.sentinels = sentinels;
    }

    /** A client of these Sentinels, which need no password and get {@link #DEFAULT_TIMEOUT} each. */
    public static SentinelClient of(InstanceAddress... sentinels) {
        return of(List.of(sentinels), DEFAULT_TIMEOUT);
    }

    /**
     * A client of these Sentinels.
     *
     * @param sentinels where they are; at least one
     * @param timeout how long each may take to answer, connecting included
     */
    public static SentinelClient of(List<InstanceAddress> sentinels, Duration timeout) {
        if (sentinels.isEmpty()) {
            throw new IllegalArgumentException("sentinels must name at least one");
        }
        return new SentinelClient(sentinels.stream()
                .map(address -> new SentinelQuery(address, timeout))
                .toList());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Fails with {@link SentinelsUnreachableException} when no Sentinel answered at all.
     */
    @Override
    public Mono<InstanceAddress> masterAddress(String masterName) {
        Objects.requireNonNull(masterName, "masterName");
        return askAll(sentinel -> sentinel.master(masterName))
                .flatMap(answers -> Mono.justOrEmpty(answers.stream()
                        .filter(SentinelQuery.MasterAnswer::isKnown)
                        .max(Comparator.comparingLong(SentinelQuery.MasterAnswer::configEpoch))
                        .map(SentinelQuery.MasterAnswer::address)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Taken from the Sentinel that holds the newest configuration. Fails with {@link SentinelsUnreachableException} when
     * no Sentinel answered at all.
     */
    @Override
    public Flux<InstanceAddress> replicaAddresses(String masterName) {
        Objects.requireNonNull(masterName, "masterName");
        return askAll(sentinel -> sentinel.replicas(masterName)).flatMapIterable(answers -> answers.stream()
                .filter(SentinelQuery.ReplicasAnswer::isKnown)
                .max(Comparator.comparingLong(SentinelQuery.ReplicasAnswer::configEpoch))
                .map(SentinelQuery.ReplicasAnswer::usable)
                .orElse(List.of()));
    }

    private <A> Mono<List<A>> askAll(Function<SentinelQuery, Mono<A>> question) {
        Map<InstanceAddress, String> failures = new HashMap<>();
        return Flux.fromIterable(sentinels)
                .flatMap(
                        sentinel -> question.apply(sentinel).onErrorResume(e -> {
                            synchronized (failures) {
                                failures.put(sentinel.address(), String.valueOf(e.getMessage()));
                            }
                            return Mono.empty();
                        }),
                        sentinels.size())
                .collectList()
                .flatMap(answers -> {
                    if (!answers.isEmpty()) {
                        return Mono.just(answers);
                    }
                    synchronized (failures) {
                        return Mono.error(new SentinelsUnreachableException(Map.copyOf(failures)));
                    }
                });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Heard from all Sentinels at once and told once. A Sentinel that is lost is tried again for ever, after 50 ms at
     * first and at least once a second. What is said while none is reachable is not heard: ask
     * {@link #masterAddress(String)} when in doubt.
     */
    @Override
    public Flux<SwitchMasterEvent> switchMasterEvents() {
        return Flux.defer(() -> {
            Seen seen = new Seen();
            return Flux.merge(sentinels.stream()
                            .map(sentinel -> sentinel.switches()
                                    .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                                            .maxBackoff(LAST_RETRY)
                                            .transientErrors(true)))
                            .collect(Collectors.toList()))
                    .filter(seen::isNews);
        });
    }

    /** Tells news from what another Sentinel has said already: the epoch grows with each switch of a master. */
    private static final class Seen {
        private final Map<String, Long> newest = new HashMap<>();
        private final Set<String> told = new HashSet<>();

        synchronized boolean isNews(SwitchMasterEvent event) {
            if (told.size() >= REMEMBERED_SWITCHES) {
                told.clear();
            }
            boolean first = told.add(event.master() + " " + event.configEpoch() + " " + event.newAddress());
            long epoch = newest.getOrDefault(event.master(), -1L);
            if (first && event.configEpoch() >= epoch) {
                newest.put(event.master(), event.configEpoch());
                return true;
            }
            return false;
        }
    }
}
