package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.ElectionVariant.Disk;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The election, searched through: no interleaving of crashes, failed saves and whatever a network can do to messages breaks
 * a promise, and the search notices when the rules are broken.
 *
 * <p>{@code -Delection.epochs=3} searches further, for as long as memory lasts; {@code -Delection.states} bounds it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ElectionSearchTest {

    private static final int EPOCHS = Integer.getInteger("election.epochs", 2);
    private static final int LIMIT = Integer.getInteger("election.states", 20_000_000);

    private static final int WAYS_TRIED = 16;

    private final ElectionSearch production = new ElectionSearch(ElectionVariant.production(), EPOCHS, true);
    private ElectionSearch.Result everything;

    @BeforeAll
    void search() {
        everything = run(production, ElectionVariant.production(), EPOCHS);
    }

    @Test
    void nothingThatCanHappenBreaksAPromise() {
        assertThat(everything.violation()).as(() -> story(everything)).isNull();
        assertThat(everything.closed()).as("nothing is left to visit").isTrue();
        if (EPOCHS == 2) {
            assertThat(everything.states()).isGreaterThan(2_000_000);
            assertThat(everything.transitions()).isGreaterThan(30_000_000);
            assertThat(everything.leaders()).isGreaterThan(100_000);
        }
    }

    /** What the search takes for one thing is one thing: it is asked of production objects again, in another way. */
    @Test
    void conditionsThatAreTakenForOneBehaveAlike() {
        assertThat(production.table().differences(WAYS_TRIED))
                .singleElement()
                .asString()
                .endsWith(" ways");
    }

    @Test
    void messagesThatAreSweptAwayMakeNoDifference() {
        assertThat(production.table().sweepings()).isEmpty();
    }

    /** The rule of burnt epochs is not what safety rests on here: whoever speaks only of what is saved needs it not. */
    @Test
    void aVoteThatFailedNeedNotBeBurntForThesePromises() {
        ElectionVariant forgetful = ElectionVariant.withRules("failed votes are not burnt", new Rules() {
            @Override
            boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
                return epoch > master.leaderEpoch && epoch > master.configEpoch && isPlausible(epoch, currentEpoch);
            }
        });
        ElectionSearch.Result result = search(forgetful, 1, true);
        assertThat(result.violation()).as(() -> story(result)).isNull();
        assertThat(result.closed()).isTrue();
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
        return run(new ElectionSearch(variant, epochs, sweeps), variant, epochs);
    }

    private static ElectionSearch.Result run(ElectionSearch search, ElectionVariant variant, int epochs) {
        long startMs = System.nanoTime() / 1_000_000;
        ElectionSearch.Result result = search.run(LIMIT);
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
