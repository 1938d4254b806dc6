package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.guards.Seeds;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules promise, for every epoch there can be and some that cannot. */
final class RulesPropertiesTest {

    private static final int TRIES = 20_000;

    private final Rules rules = new Rules();
    private final MonitoredMaster master = Bench.threeSentinels().start().monitored();

    static List<Long> seeds() {
        return Seeds.first(5);
    }

    /** Near the ends of the range, near each other, and anything. */
    private static long epoch(Random random, long near) {
        long offset = random.nextInt(5) - 2L;
        return switch (random.nextInt(8)) {
            case 0 -> Math.max(0, offset);
            case 1 -> Long.MAX_VALUE - random.nextInt(3);
            case 2 -> Long.MIN_VALUE + random.nextInt(3);
            case 3 -> near + Rules.MAX_EPOCH_JUMP + offset;
            case 4 -> random.nextLong();
            case 5 -> random.nextLong() >>> random.nextInt(63);
            default -> near + offset;
        };
    }

    private static long known(Random random, long near) {
        return Math.max(0, epoch(random, near));
    }

    private static boolean withinJump(long epoch, long current) {
        return epoch >= 0
                && BigInteger.valueOf(epoch)
                                .subtract(BigInteger.valueOf(current))
                                .compareTo(BigInteger.valueOf(Rules.MAX_EPOCH_JUMP))
                        <= 0;
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void anEpochIsPlausibleUpToTheJumpAndNoFurther(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            long current = known(random, 7);
            long epoch = epoch(random, current);
            assertThat(rules.isPlausible(epoch, current))
                    .as("%s after %s", epoch, current)
                    .isEqualTo(withinJump(epoch, current));
            assertThat(rules.isPlausible(current, current)).as("%s", current).isTrue();
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void aVoteIsGivenAboveEverythingThatIsSettledAndNowhereElse(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            long current = known(random, 7);
            master.leaderEpoch = known(random, current);
            master.configEpoch = known(random, current);
            master.burntEpoch = known(random, current);
            long epoch = epoch(random, random.nextBoolean() ? master.leaderEpoch : current);
            long settled = Math.max(master.leaderEpoch, Math.max(master.configEpoch, master.burntEpoch));
            assertThat(rules.grantsVote(master, epoch, current))
                    .as("%s after %s, settled %s", epoch, current, settled)
                    .isEqualTo(epoch > settled && withinJump(epoch, current));
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void ofAnyQuestionsInARowNoTwoInOneEpochGetAVote(long seed) {
        Random random = new Random(seed);
        long current = known(random, 7);
        long before = -1;
        for (int i = 0; i < TRIES; i++) {
            long epoch = epoch(random, current);
            if (rules.grantsVote(master, epoch, current)) {
                assertThat(epoch).isGreaterThan(before);
                before = epoch;
                current = Math.max(current, epoch);
                if (random.nextBoolean()) {
                    master.leaderEpoch = epoch;
                } else {
                    master.burntEpoch = epoch;
                }
            }
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void ofTwoConfigurationsAtMostOneReplacesTheOther(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            long one = epoch(random, 7);
            long other = epoch(random, one);
            assertThat(rules.replaces(one, other)).isEqualTo(one > other);
            assertThat(rules.replaces(one, other) && rules.replaces(other, one)).isFalse();
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void twoMajoritiesShareAVoterAndAQuorumOnlyAddsToThat(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            int voters = 1 + random.nextInt(random.nextBoolean() ? 9 : 100_000);
            int quorum = 1 + random.nextInt(2 * voters);
            assertThat(2L * rules.majority(voters)).isGreaterThan(voters);
            assertThat(rules.majority(voters)).isLessThanOrEqualTo(voters);
            assertThat(rules.needed(voters, quorum)).isGreaterThanOrEqualTo(Math.max(quorum, rules.majority(voters)));
            assertThat(rules.isOdown(quorum - 1, quorum)).isFalse();
            assertThat(rules.isOdown(quorum, quorum)).isTrue();
        }
    }
}
