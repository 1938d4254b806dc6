package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.ElectionVariant.Disk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The election, searched through: no interleaving of crashes, failed saves and whatever a network can do to messages breaks
 * a promise, and the search notices when the rules are broken.
 *
 * <p>{@code -Delection.epochs=3} searches further, for as long as memory lasts; {@code -Delection.states} bounds it.
 */
final class ElectionSearchTest {

    private static final int EPOCHS = Integer.getInteger("election.epochs", 2);
    private static final int LIMIT = Integer.getInteger("election.states", 20_000_000);

    @Test
    void nothingThatCanHappenBreaksAPromise() {
        ElectionSearch.Result result = search(ElectionVariant.production(), EPOCHS, true);
        assertThat(result.violation()).as(() -> story(result)).isNull();
        assertThat(result.closed()).as("nothing is left to visit").isTrue();
        if (EPOCHS == 2) {
            assertThat(result.states()).isGreaterThan(2_000_000);
            assertThat(result.transitions()).isGreaterThan(30_000_000);
        }
    }

    @Test
    void aQuorumAboveTheMajorityIsKeptAsWell() {
        ElectionSearch.Result result = search(ElectionVariant.production().withQuorum(3), 1, true);
        assertThat(result.violation()).as(() -> story(result)).isNull();
        assertThat(result.closed()).isTrue();
        assertThat(result.states()).isGreaterThan(1_000);
    }

    static List<ElectionVariant> broken() {
        return List.of(
                ElectionVariant.withRules("the majority is off by one", new Rules() {
                    @Override
                    int majority(int voters) {
                        return voters / 2;
                    }
                }),
                ElectionVariant.withRules("a vote is given again in its own epoch", new Rules() {
                    @Override
                    boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                        return super.grantsVote(master, epoch, currentEpoch) || epoch == master.leaderEpoch;
                    }
                }),
                ElectionVariant.withRules("a vote is given in an older epoch", new Rules() {
                    @Override
                    boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                        return isPlausible(epoch, currentEpoch);
                    }
                }),
                ElectionVariant.withRules("votes of other epochs count", new Rules() {
                    @Override
                    boolean isVoteFor(String candidate, long epoch, String votedLeader, long votedEpoch) {
                        return votedLeader.equals(candidate);
                    }
                }),
                ElectionVariant.withRules("votes for others count", new Rules() {
                    @Override
                    boolean isVoteFor(String candidate, long epoch, String votedLeader, long votedEpoch) {
                        return votedEpoch == epoch;
                    }
                }),
                ElectionVariant.withDisk("a vote is told before it is saved", Disk.HASTY),
                ElectionVariant.withDisk("a vote that could not be saved is told", Disk.LYING),
                ElectionVariant.named("one vote counts twice").withQuorum(3).unattributed());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theSearchNoticesWhen(ElectionVariant variant) {
        ElectionSearch.Result result = search(variant, 2, false);
        assertThat(result.violation()).as(variant.name()).isNotNull();
        System.out.println(story(result));
        assertThat(result.trace()).isNotEmpty();
    }

    private static ElectionSearch.Result search(ElectionVariant variant, int epochs, boolean sweeps) {
        long startMs = System.nanoTime() / 1_000_000;
        ElectionSearch.Result result = new ElectionSearch(variant, epochs, sweeps).run(LIMIT);
        System.out.printf(
                "Election search, %s, %d epochs: %,d states, %,d transitions, %d conditions of one Sentinel, %s, %d ms%n",
                variant.name(),
                epochs,
                result.states(),
                result.transitions(),
                result.conditions(),
                result.closed() ? "closed" : result.violation() == null ? "not closed" : "violated",
                System.nanoTime() / 1_000_000 - startMs);
        return result;
    }

    private static String story(ElectionSearch.Result result) {
        return result.violation() + "\n  " + String.join("\n  ", result.trace());
    }
}
