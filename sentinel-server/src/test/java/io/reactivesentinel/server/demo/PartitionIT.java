package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The partition of Jepsen's analysis of Redis: five hosts, of which the master's and one more are cut off from the other
 * three, with clients on both sides that ask the Sentinel of their own host for the master. Tells how many acknowledged
 * writes were lost and how long two masters took writes, for a quorum of ours, of Redis's own, and of both.
 *
 * <p>{@code -Dpartition.seconds=15} sets how long the partition lasts, {@code -Dpartition.down-after-ms=5000} the
 * {@code down-after}. It lasts longer if nobody has switched by then. The report is printed, and written to
 * {@code target/partition-report.txt}.
 */
@Timeout(600)
class PartitionIT {
    private static final long PARTITION_S = Long.getLong("partition.seconds", 6);
    private static final Duration DOWN_AFTER = Duration.ofMillis(Long.getLong("partition.down-after-ms", 1_500));
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SWITCH_LIMIT = Duration.ofSeconds(100);
    private static final Duration AGREEMENT_LIMIT = Duration.ofSeconds(90);
    private static final long BEFORE_AND_AFTER_MS = 1_000;

    private static final Set<Integer> MINORITY = Set.of(1, 2);
    private static final Set<Integer> MAJORITY = Set.of(3, 4, 5);
    private static final List<PartitionReport> REPORTS = new ArrayList<>();

    /** On which hosts the Sentinels are ours; both sides of the mixed one have some of each. */
    enum Quorum {
        OURS,
        MIXED,
        REDIS;

        Set<Integer> oursOn() {
            return switch (this) {
                case OURS -> Set.of(1, 2, 3, 4, 5);
                case MIXED -> Set.of(1, 3, 4);
                case REDIS -> Set.of();
            };
        }
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeAll
    static void namespaces() {
        Needs.that(NamespaceNetwork.isPossible(), NamespaceNetwork.NEEDS);
    }

    @ParameterizedTest
    @EnumSource
    void theMajorityGoesOnAndTheMinorityFollowsAfterTheHeal(Quorum quorum) throws Exception {
        try (FiveHosts hosts = new FiveHosts(directory)) {
            hosts.start(quorum.oursOn(), DOWN_AFTER, FAILOVER_TIMEOUT);
            hosts.startClients();
            pass(BEFORE_AND_AFTER_MS);

            long cutAt = System.nanoTime();
            hosts.network().partition(MINORITY);
            int newMaster = awaitSwitch(hosts);
            pass(TimeUnit.SECONDS.toMillis(PARTITION_S) - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cutAt));
            assertMinorityStartedNothing(hosts);
            hosts.network().heal();
            long healedAt = System.nanoTime();

            int finalMaster = hosts.awaitAgreement(MAJORITY, AGREEMENT_LIMIT);
            pass(BEFORE_AND_AFTER_MS);
            report(quorum, hosts, finalMaster, cutAt, healedAt);
            assertThat(finalMaster).as("the master that the majority chose").isEqualTo(newMaster);
        }
    }

    private static int awaitSwitch(FiveHosts hosts) {
        Wait.until(
                "the majority named one new master",
                SWITCH_LIMIT,
                () -> MAJORITY.contains(hosts.hostNamedBy(3))
                        && MAJORITY.stream().allMatch(host -> hosts.hostNamedBy(host) == hosts.hostNamedBy(3)));
        return hosts.hostNamedBy(3);
    }

    private static void assertMinorityStartedNothing(FiveHosts hosts) {
        for (int host : MINORITY) {
            Map<String, String> master = hosts.masterAt(host);
            assertThat(hosts.hostNamedBy(host)).as("named by sentinel-%d", host).isEqualTo(1);
            assertThat(master).containsEntry("flags", "master").containsEntry("config-epoch", "0");
            assertThat(hosts.sentinelLog(host))
                    .as("log of sentinel-%d", host)
                    .doesNotContain("+try-failover", "+elected-leader", "+switch-master");
        }
    }

    private static void report(Quorum quorum, FiveHosts hosts, int finalMaster, long cutAt, long healedAt)
            throws Exception {
        Map<Integer, List<PartitionClient.Acknowledged>> told = hosts.stopClients();
        List<PartitionClient.Acknowledged> all =
                told.values().stream().flatMap(List::stream).toList();
        Set<Long> kept = hosts.numbersOn(finalMaster);
        PartitionReport report = PartitionReport.of(
                quorum.name().toLowerCase(Locale.ROOT),
                all,
                kept,
                hosts.network().address(1),
                cutAt,
                healedAt);
        REPORTS.add(report);
        // Or the figures would say nothing: every client wrote before, on both sides during, and all to the new one
        // after.
        for (int host : FiveHosts.ALL) {
            assertThat(told.get(host))
                    .as("client-%d", host)
                    .anyMatch(write -> write.atNanos() < cutAt)
                    .anyMatch(write -> write.atNanos() > healedAt
                            && write.host().equals(hosts.network().address(finalMaster)));
        }
        for (int host : MINORITY) {
            assertThat(told.get(host)).as("client-%d", host).anyMatch(write -> during(write, cutAt, healedAt));
        }
        assertThat(report.lost()).as("lost, of %s", report).isLessThan(report.acknowledged());
        assertThat(all.stream()
                        .filter(write -> !write.host().equals(hosts.network().address(1)))
                        .map(PartitionClient.Acknowledged::number)
                        .filter(number -> !kept.contains(number)))
                .as("lost although the new master acknowledged them")
                .isEmpty();
    }

    private static boolean during(PartitionClient.Acknowledged write, long cutAt, long healedAt) {
        return write.atNanos() > cutAt && write.atNanos() < healedAt;
    }

    /** A partition has a length: nothing is waited for. */
    private static void pass(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @AfterAll
    static void tell() throws IOException {
        if (REPORTS.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(List.of(PartitionReport.TITLE));
        REPORTS.forEach(report -> lines.add(report.toString()));
        String text = String.join("\n", lines) + "\n";
        System.out.println(text);
        Files.writeString(Path.of("target", "partition-report.txt"), text);
    }
}
