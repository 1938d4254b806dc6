package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.PersistentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A state as it is after a restart, for tests outside of this package; nothing is waited for. */
public final class StoredText {

    private StoredText() {}

    /** Writes the state over what is in the file, and fails unless a restart finds it there whole. */
    public static void assertReadsBack(PersistentState state, Path file) {
        try {
            ConfText text = new ConfText(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
            try {
                StateLines.write(state, text);
            } catch (IllegalArgumentException e) {
                // The store would refuse it, and the change be undone.
                return;
            }
            Files.write(file, text.finish());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertFound(state, file);
    }

    /** Fails unless a start with that file finds that state. */
    static void assertFound(PersistentState state, Path file) {
        LoadedConfig loaded = ConfLoader.load(file, List.of());
        PersistentState found = loaded.state("none");
        assertThat(found.masters())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("leader", "replicas", "sentinels")
                .containsExactlyInAnyOrderElementsOf(state.masters());
        // Users of the file are taken as they stand there; nobody has changed them since the start.
        Optional<List<Secret>> users = state.settings()
                .users()
                .map(unused -> loaded.config().directives("user").stream()
                        .map(words -> new Secret(String.join(" ", words)))
                        .toList());
        assertThat(new PersistentState(
                        found.myId(), found.currentEpoch(), found.settings().withUsers(users), state.masters()))
                .isEqualTo(state);
    }
}
