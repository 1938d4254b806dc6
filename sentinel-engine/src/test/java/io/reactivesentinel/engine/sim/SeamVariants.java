package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.SentinelClock;
import io.reactivesentinel.engine.spi.StateStore;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sentinels whose decisions are right and whose disk, links or clock are broken on purpose. */
final class SeamVariants {

    private SeamVariants() {}

    private static PersistentState with(PersistentState state, UnaryOperator<MasterRecord> change) {
        return new PersistentState(
                state.myId(),
                state.currentEpoch(),
                state.settings(),
                state.masters().stream().map(change).toList());
    }

    private static MasterRecord with(MasterRecord record, long configEpoch, long leaderEpoch) {
        return new MasterRecord(
                record.settings(), configEpoch, leaderEpoch, record.replicas(), record.sentinels(), Optional.empty());
    }

    /** A store that does something else with what it is given. */
    private static StateStore saving(StateStore store, UnaryOperator<PersistentState> change) {
        return new StateStore() {
            @Override
            public Mono<Void> save(PersistentState state) {
                return store.save(change.apply(state));
            }

            @Override
            public boolean isDurable() {
                return store.isDurable();
            }
        };
    }

    /** Votes are not among what is saved. */
    static final class VoteOnlyInMemory extends Variant {
        @Override
        protected StateStore store(StateStore store) {
            return saving(store, state -> with(state, each -> with(each, each.configEpoch(), 0)));
        }
    }

    /** A save that failed is taken for one that did not. */
    static final class SaveErrorHidden extends Variant {
        @Override
        protected StateStore store(StateStore store) {
            return new StateStore() {
                @Override
                public Mono<Void> save(PersistentState state) {
                    return store.save(state).onErrorComplete();
                }

                @Override
                public boolean isDurable() {
                    return store.isDurable();
                }
            };
        }
    }

    /** Speaks first and saves then. */
    static final class ToldBeforeSaved extends Variant {
        @Override
        protected StateStore store(StateStore store) {
            return new LateStore(store);
        }
    }

    /** Says at once that it has saved, and begins then; one save at a time, the newest state next. */
    private static final class LateStore implements StateStore {
        private final StateStore store;
        private @Nullable PersistentState next;
        private boolean saving;

        LateStore(StateStore store) {
            this.store = store;
        }

        @Override
        public Mono<Void> save(PersistentState state) {
            return Mono.fromRunnable(() -> {
                next = state;
                begin();
            });
        }

        private void begin() {
            PersistentState state = next;
            if (saving || state == null) {
                return;
            }
            saving = true;
            next = null;
            store.save(state).onErrorComplete().subscribe(unused -> {}, unused -> {}, () -> {
                saving = false;
                begin();
            });
        }

        @Override
        public boolean isDurable() {
            return store.isDurable();
        }
    }

    /** What is saved during a failover has the new epoch and the old address. */
    static final class OldAddressSaved extends Variant {
        @Override
        protected StateStore store(StateStore store) {
            Map<String, InstanceAddress> first = new HashMap<>();
            return saving(
                    store,
                    state -> with(state, each -> {
                        MonitorConfig settings = each.settings();
                        InstanceAddress old = first.computeIfAbsent(settings.name(), unused -> settings.address());
                        return new MasterRecord(
                                settings.toBuilder().address(old).build(),
                                each.configEpoch(),
                                each.leaderEpoch(),
                                each.replicas().stream()
                                        .filter(replica -> !replica.equals(old))
                                        .toList(),
                                each.sentinels(),
                                each.leader());
                    }));
        }
    }

    /** A start forgets in which epochs it has voted. */
    static final class VotesLostOnRestart extends Variant {
        @Override
        protected PersistentState found(PersistentState durable) {
            PersistentState found = with(durable, each -> with(each, each.configEpoch(), 0));
            return new PersistentState(found.myId(), 0, found.settings(), found.masters());
        }
    }

    /** A start forgets the epoch of the configuration that it finds. */
    static final class ConfigEpochLostOnRestart extends Variant {
        @Override
        protected PersistentState found(PersistentState durable) {
            return with(durable, each -> with(each, 0, each.leaderEpoch()));
        }
    }

    /** A start that is not the first one gives itself another id. */
    static final class IdLostOnRestart extends Variant {
        @Override
        protected PersistentState found(PersistentState durable) {
            boolean hasLived = durable.currentEpoch() > 0;
            return new PersistentState(
                    hasLived ? another(durable.myId()) : durable.myId(),
                    durable.currentEpoch(),
                    durable.settings(),
                    durable.masters());
        }

        private static String another(String id) {
            return id.substring(1) + id.charAt(0);
        }
    }

    /** What was decided is written however late. */
    static final class WrittenHoweverLate extends Variant {
        @Override
        protected LinkFactory links(LinkFactory links) {
            return (address, listener) -> new Careless(links.open(address, listener));
        }
    }

    /** Ignores that something has become too old to be written, and that what waits must not arrive any more. */
    private static final class Careless implements LinkFactory.Link {
        private final LinkFactory.Link link;

        Careless(LinkFactory.Link link) {
            this.link = link;
        }

        @Override
        public void send(List<String> words, BooleanSupplier mayWrite, LinkFactory.Reply reply) {
            link.send(words, () -> true, reply);
        }

        @Override
        public void close(boolean abort) {
            link.close(false);
        }
    }

    /** The clock never shows that the process stood still. */
    static final class StandstillHidden extends Variant {
        @Override
        protected SentinelClock clock(SentinelClock clock) {
            return new SmoothClock(clock);
        }
    }

    /** Goes on from where it was by no more than a moment at a time. */
    private static final class SmoothClock implements SentinelClock {
        private static final long MOMENT_MS = 400;

        private final SentinelClock clock;
        private long lastMs;
        private long hiddenMs;

        SmoothClock(SentinelClock clock) {
            this.clock = clock;
            this.lastMs = clock.monotonicMs();
        }

        @Override
        public long monotonicMs() {
            long nowMs = clock.monotonicMs();
            hiddenMs += Math.max(0, nowMs - lastMs - MOMENT_MS);
            lastMs = nowMs;
            return nowMs - hiddenMs;
        }

        @Override
        public long wallMs() {
            monotonicMs();
            return clock.wallMs() - hiddenMs;
        }
    }
}
