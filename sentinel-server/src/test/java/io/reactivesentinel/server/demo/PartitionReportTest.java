package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arithmetic of the partition's report. */
class PartitionReportTest {
    private static final String OLD = "198.18.0.1";
    private static final String NEW = "198.18.0.3";

    @Test
    void itCountsWhatTheFinalMasterLacksAndHowLongTwoTookWrites() {
        List<PartitionClient.Acknowledged> writes = List.of(
                write(1, 900, OLD),
                write(2, 1_500, OLD),
                write(3, 3_000, NEW),
                write(4, 9_500, OLD),
                write(5, 9_600, NEW));

        PartitionReport report = PartitionReport.of("ours", writes, Set.of(1L, 3L, 5L, 99L), OLD, ms(1_000), ms(9_000));

        assertThat(report).isEqualTo(new PartitionReport("ours", 5, 2, 2_000, 6_500, 500, 8_000));
        assertThat(report.lostPercent()).isEqualTo(40.0);
    }

    @Test
    void anOldMasterThatFellSilentInTimeOverlapsWithNobody() {
        List<PartitionClient.Acknowledged> writes = List.of(write(1, 1_500, OLD), write(2, 3_000, NEW));

        PartitionReport report = PartitionReport.of("ours", writes, Set.of(1L, 2L), OLD, ms(1_000), ms(9_000));

        assertThat(report).isEqualTo(new PartitionReport("ours", 2, 0, 2_000, 0, 0, 8_000));
    }

    @Test
    void anAcknowledgementComesBackFromItsLine() {
        PartitionClient.Acknowledged write = write(7, 12, NEW);

        assertThat(PartitionClient.Acknowledged.parse(write.line().strip())).isEqualTo(write);
    }

    private static PartitionClient.Acknowledged write(long number, long atMs, String host) {
        return new PartitionClient.Acknowledged(number, ms(atMs), host);
    }

    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
