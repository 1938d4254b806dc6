package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.InstanceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PingPaceTest {

    private final Bench bench = new Bench();

    @ParameterizedTest
    @CsvSource({"50, 25", "100, 50", "150, 75", "500, 100", "1000, 100", "3000, 300", "10000, 1000", "60000, 1000"})
    void aTenthOfDownAfterWithinLimits(long downAfterMs, long periodMs) {
        bench.config = builder -> builder.downAfter(Duration.ofMillis(downAfterMs));
        bench.start().run(1_000);
        List<Long> before = bench.master.timesOf("PING");
        bench.run(4_000);
        List<Long> times = bench.master.timesOf("PING");
        List<Long> latest = times.subList(before.size(), times.size());
        assertThat(latest.get(1) - latest.get(0)).isEqualTo(periodMs);
    }

    @Test
    void onePingAtATime() {
        bench.master.latencyMs = 350;
        bench.start().run(5_000);
        List<Long> times = bench.master.timesOf("PING");
        for (int i = 2; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(350L, 360L);
        }
    }

    @Test
    void aThousandPingsASecondAreEnough() {
        List<MasterRecord> masters = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            InstanceAddress address = new InstanceAddress("10.1." + n + ".1", 6379);
            bench.processes.put(address, new FakeRedis(address, null));
            masters.add(MasterRecord.fresh(Bench.monitor("m" + n, address, 2).build()));
        }
        bench.shadow = false;
        bench.start(masters).run(1_000);
        long before = bench.sent.stream()
                .filter(each -> each.kind == Request.Kind.PING)
                .count();
        bench.run(2_000);
        long pings = bench.sent.stream()
                        .filter(each -> each.kind == Request.Kind.PING)
                        .count()
                - before;
        assertThat(pings).isBetween(1_900L, 2_100L);
    }
}
