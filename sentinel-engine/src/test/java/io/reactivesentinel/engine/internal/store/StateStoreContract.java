package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What every state store keeps to; for the real ones and the simulator's. */
public abstract class StateStoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The store under test, empty. */
    protected abstract StateStore store();

    /** What a new start would find, or for a store that is not durable what it holds. */
    protected abstract Optional<PersistentState> found();

    @Test
    void aSavedStateIsFoundAgain() {
        PersistentState state = StoreFixtures.state(4, StoreFixtures.master("a", 3), StoreFixtures.master("b", 4));
        StepVerifier.create(store().save(state)).expectComplete().verify(LIMIT);
        assertThat(found()).contains(state);
    }

    @Test
    void theLastStateReplacesTheOneBefore() {
        PersistentState last = StoreFixtures.state(5);
        StepVerifier.create(store().save(StoreFixtures.state(4, StoreFixtures.master("a", 3)))
                        .then(store().save(last)))
                .expectComplete()
                .verify(LIMIT);
        assertThat(found()).contains(last);
    }

    @Test
    void nothingIsSavedBeforeSubscription() {
        Mono<Void> save = store().save(StoreFixtures.state(4));
        assertThat(found()).isEmpty();
        StepVerifier.create(save).expectComplete().verify(LIMIT);
        assertThat(found()).isPresent();
    }

    @Test
    void eachSubscriptionSavesAnew() {
        Mono<Void> save = store().save(StoreFixtures.state(4));
        StepVerifier.create(save.then(store().save(StoreFixtures.state(5))).then(save))
                .expectComplete()
                .verify(LIMIT);
        assertThat(found()).map(PersistentState::currentEpoch).contains(4L);
    }
}
