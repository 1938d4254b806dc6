package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SaveQueueTest {

    /** Saves when it is told to. */
    private static final class SlowStore implements StateStore {
        final List<Long> begun = new ArrayList<>();
        final List<Sinks.Empty<Void>> running = new ArrayList<>();

        @Override
        public Mono<Void> save(PersistentState state) {
            return Mono.defer(() -> {
                begun.add(state.currentEpoch());
                Sinks.Empty<Void> end = Sinks.empty();
                running.add(end);
                return end.asMono();
            });
        }

        @Override
        public boolean isDurable() {
            return true;
        }
    }

    private final SlowStore store = new SlowStore();
    private final List<Input> results = new ArrayList<>();
    private final SaveQueue queue = new SaveQueue(store, new SystemClock(), results::add);

    private static PersistentState state(long epoch) {
        return new PersistentState("a".repeat(40), epoch, GlobalSettings.DEFAULT, List.of());
    }

    @Test
    void statesThatComeDuringASaveShareTheNextOne() {
        queue.save(1, state(1));
        queue.save(2, state(2));
        queue.save(3, state(3));
        assertThat(store.begun).containsExactly(1L);

        store.running.get(0).tryEmitEmpty();
        assertThat(store.begun).containsExactly(1L, 3L);

        store.running.get(1).tryEmitEmpty();
        assertThat(results).extracting(input -> ((Input.Saved) input).version()).containsExactly(1L, 3L);
    }

    @Test
    void aFailureIsReportedAndTheNextStateIsSaved() {
        queue.save(1, state(1));
        queue.save(2, state(2));
        store.running.get(0).tryEmitError(new IllegalStateException("no space left"));

        assertThat(results).containsExactly(new Input.SaveFailed(1, "no space left"));
        store.running.get(1).tryEmitEmpty();
        assertThat(results.get(1)).isInstanceOfSatisfying(Input.Saved.class, saved -> assertThat(saved.version())
                .isEqualTo(2));
    }

    @Test
    void nothingIsBegunAfterTheEndButWhatRunsIsAwaited() {
        queue.save(1, state(1));
        queue.save(2, state(2));
        queue.close();
        store.running.get(0).tryEmitEmpty();

        queue.awaitIdle(Duration.ofSeconds(10));
        queue.save(3, state(3));
        assertThat(store.begun).containsExactly(1L);
    }
}
