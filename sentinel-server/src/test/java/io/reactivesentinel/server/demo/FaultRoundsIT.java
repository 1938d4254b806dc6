package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rounds of {@code kill -9}, SIGSTOP and restart, by chance, over real Redis and Sentinel processes. After each round all
 * must agree again; and over all rounds no epoch on disk may fall, no Sentinel of ours may have voted twice in one epoch, and
 * among ours alone no configuration epoch may have two addresses.
 *
 * <p>{@code -Dreal.rounds=50} sets how many rounds each mix goes through; {@code -Dreal.seed=N} draws the same faults again,
 * which is no exact replay, because processes have a timing of their own. The seed is printed. In the first round the master
 * stays away until it is replaced. Every fourth may stop a Sentinel for long enough to send it into TILT.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class FaultRoundsIT {
    private static final int ROUNDS = Integer.getInteger("real.rounds", 2);
    private static final long SEED = Long.getLong("real.seed", System.nanoTime() & 0xffff_ffffL);
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(4);

    /** TILT is 30 s, and then Redis's own Sentinels may need some split votes. */
    private static final Duration AGREEMENT_LIMIT = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Mix.class,
            names = {"OURS_3", "OURS_2_REDIS_1", "REDIS_3"})
    void afterEveryRoundAllAgree(Mix mix) throws Exception {
        Random random = new Random(SEED + mix.ourCount());
        // Redis's own take half a minute for each: by default they show no more than that the harness is right.
        int rounds = mix.ourCount() > 0 ? ROUNDS : Math.max(1, ROUNDS - 1);
        System.out.println(mix + ": " + rounds + " rounds, -Dreal.seed=" + SEED);
        VoteRecord told = new VoteRecord();
        List<SentinelListener> listeners = new ArrayList<>();
        try (RealCluster real = RealCluster.start(mix, directory, FAILOVER_TIMEOUT)) {
            Cluster cluster = real.cluster();
            Agreement agreement = new Agreement(cluster);
            try (StateFiles files = StateFiles.watch(cluster.sentinels())) {
                Agreement.Agreed agreed = agreement.await(AGREEMENT_LIMIT);
                for (int round = 1; round <= rounds; round++) {
                    cluster.sentinels().forEach(sentinel -> listeners.add(SentinelListener.on(sentinel, told)));
                    long before = agreed.configEpoch();
                    String story = mix + " round " + round + ": ";
                    if (round == 1) {
                        story += "KILL " + agreed.master().name() + " until it is replaced, BOUNCE a Sentinel";
                        System.out.println(story);
                        FaultRound.masterDies(random, cluster, agreed.master(), AGREEMENT_LIMIT);
                    } else {
                        FaultRound faults = FaultRound.draw(random, cluster, agreed.master(), round % 4 == 0);
                        story += faults;
                        System.out.println(story);
                        faults.run();
                    }
                    long healed = System.nanoTime();
                    agreed = agreement.await(AGREEMENT_LIMIT);

                    System.out.println("  agreed after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed)
                            + " ms on " + agreed.master().name() + " in epoch " + agreed.configEpoch());
                    assertThat(agreed.configEpoch()).as(story).isGreaterThanOrEqualTo(before);
                    assertThat(files.complaints(mix == Mix.OURS_3)).as(story).isEmpty();
                    assertThat(told.secondVotes()).as(story).isEmpty();
                    assertNobodyComplained(cluster, story);
                    listeners.forEach(SentinelListener::close);
                    listeners.clear();
                }
                System.out.println(mix + ": " + files.voteCount() + " votes of ours read from their files");
                assertThat(agreed.configEpoch()).as("failovers happened").isPositive();
                assertThat(files.voteCount() > 0).as("votes of ours were read").isEqualTo(mix.ourCount() > 0);
            }
        } finally {
            listeners.forEach(SentinelListener::close);
        }
    }

    /** A broken invariant of ours sets a master aside instead of ending the process. */
    private static void assertNobodyComplained(Cluster cluster, String story) throws IOException {
        for (SentinelProcess sentinel : cluster.sentinels()) {
            assertThat(Files.readString(sentinel.log()))
                    .as("%s: %s", story, sentinel.name())
                    .doesNotContain("+faulted");
        }
    }
}
