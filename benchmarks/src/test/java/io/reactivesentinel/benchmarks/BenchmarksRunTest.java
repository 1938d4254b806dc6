package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksRunTest {

    @Test
    void everyBenchmarkRunsOnceWithoutAnError() throws RunnerException {
        Collection<RunResult> results = runEachOnce();

        assertThat(new TreeSet<>(results.stream()
                        .map(result -> result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)", "$1"))
                        .toList()))
                .containsExactly(
                        "CodecBenchmark.decode",
                        "CodecBenchmark.decodePipelinedPongs",
                        "CodecBenchmark.decodeSplitMaster",
                        "CodecBenchmark.encode",
                        "CodecBenchmark.encodePipelinedPongs",
                        "DetectionBenchmark.pingToPong",
                        "DetectionBenchmark.silenceToPromotion",
                        "DetectionBenchmark.watchOneSecond");
        List<String> table = ResultTable.of(results).lines();
        assertThat(table).hasSize(results.size() + 1);
        assertThat(table.get(0)).matches("name +mode +score +error +unit +alloc B/op");
        assertThat(table)
                .anyMatch(line -> line.matches("CodecBenchmark\\.decode\\(payload=PONG\\) +ss .* us/op +\\S+"));
    }

    private static Collection<RunResult> runEachOnce() throws RunnerException {
        // Nothing is measured here, so another run on the same machine is no reason to wait.
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(new OptionsBuilder()
                        .mode(Mode.SingleShotTime)
                        .timeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .addProfiler(GCProfiler.class)
                        .param("masters", "1", "10")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }
}
