package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The watch over the state files sees what it is there for. */
class StateFilesTest {
    private static final List<String> NO_VOTES = List.of();

    private final StateFiles files = StateFiles.watch(List.of());

    @Test
    void anEpochThatFallsIsSeen() {
        files.note("s1", config(6379, 3), NO_VOTES);
        files.note("s2", config(6379, 1), NO_VOTES);
        assertThat(files.falls()).isEmpty();

        files.note("s1", config(6379, 2), NO_VOTES);

        assertThat(files.falls())
                .containsExactly("s1 config-epoch fell from 3 to 2", "s1 current-epoch fell from 3 to 2");
        assertThat(files.complaints(false)).isEqualTo(files.falls());
    }

    @Test
    void aSecondNameForOneVoteIsSeenAlsoAfterAnotherEpoch() {
        files.note("s1", List.of(), List.of("4 aaa mymaster"));
        files.note("s1", List.of(), NO_VOTES);
        files.note("s1", List.of(), List.of("5 bbb mymaster"));
        files.note("s2", List.of(), List.of("4 bbb mymaster"));
        assertThat(files.secondVotes()).isEmpty();
        assertThat(files.voteCount()).isEqualTo(3);

        files.note("s1", List.of(), List.of("4 bbb mymaster"));

        assertThat(files.secondVotes()).containsExactly("s1 in epoch 4 for aaa and for bbb");
        assertThat(files.complaints(false)).isEqualTo(files.secondVotes());
    }

    @Test
    void twoAddressesOfOneConfigurationAreSeenAcrossSentinels() {
        files.note("s1", config(6379, 0), NO_VOTES);
        files.note("s2", config(6380, 0), NO_VOTES);
        files.note("s1", config(6379, 2), NO_VOTES);
        files.note("s2", config(6379, 2), NO_VOTES);
        assertThat(files.secondAddresses()).isEmpty();

        files.note("s3", config(6380, 2), NO_VOTES);

        assertThat(files.secondAddresses()).containsExactly("epoch 2 is 127.0.0.1:6379 and 127.0.0.1:6380");
        assertThat(files.complaints(true)).isEqualTo(files.secondAddresses());
    }

    private static List<String> config(int port, long epoch) {
        return List.of(
                "port 26379",
                "sentinel monitor mymaster 127.0.0.1 " + port + " 2",
                "sentinel config-epoch mymaster " + epoch,
                "sentinel current-epoch " + epoch);
    }
}
