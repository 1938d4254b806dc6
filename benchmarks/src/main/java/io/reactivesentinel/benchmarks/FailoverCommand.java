package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.DemoException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Failovers of real processes, ours beside Redis's own Sentinel, in turns. */
@Command(
        name = "failover",
        description = {
            "Failovers of real processes: ours, Redis's own Sentinel and both together, in turns.",
            "Each trial starts three Redis nodes and the Sentinels anew, so that its first failover is a cold one, and "
                    + "fails over once more when all is well again. About half a minute each."
        },
        footer = {
            "",
            "Examples:",
            "  benchmarks/run failover --rounds 5                          all, about an hour",
            "  benchmarks/run failover --fault KILL --sentinels 3          the usual case, some minutes",
            "  benchmarks/run failover --group OURS --fault SWITCHOVER     only ours"
        })
final class FailoverCommand implements Callable<Integer> {

    private static final int SHORTEST_MS = 100;
    private static final int LONGEST_MS = 30_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "How many trials of each kind; 3 unless said.")
    private int rounds = 3;

    @Option(names = "--sentinels", split = ",", paramLabel = "N", description = "How many Sentinels; 3,5 unless said.")
    private List<Integer> sentinels = List.of(3, 5);

    @Option(
            names = "--fault",
            split = ",",
            paramLabel = "FAULT",
            description = "What befalls the master: ${COMPLETION-CANDIDATES}; all unless said.")
    private List<FailoverFault> faults = List.of(FailoverFault.values());

    @Option(
            names = "--group",
            split = ",",
            paramLabel = "GROUP",
            description = "Whose Sentinels: ${COMPLETION-CANDIDATES}; all unless said.")
    private List<Contender> groups = List.of(Contender.values());

    @Option(
            names = "--down-after",
            paramLabel = "MS",
            description = "The down-after-milliseconds of all; 1000 unless said.")
    private int downAfterMs = 1_000;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the results there, as JSON.")
    private @Nullable Path json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean help;

    @Override
    public Integer call() {
        requireSense();
        ResultFile.requireWritable(spec.commandLine(), json);
        Environment environment = Environment.here();
        environment.lines().forEach(spec.commandLine().getErr()::println);
        FailoverFigures figures = measure(Path.of(System.getProperty("benchmarks.home", "."))
                .toAbsolutePath()
                .normalize());
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        environment.lines().forEach(out::println);
        out.println("rounds   " + rounds);
        out.println();
        figures.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            ResultFile.write(json, environment.json("failover", figures.json()));
        }
        return 0;
    }

    private void requireSense() {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more, not " + rounds);
        }
        if (downAfterMs < SHORTEST_MS || downAfterMs > LONGEST_MS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--down-after must be from " + SHORTEST_MS + " to " + LONGEST_MS + ", not " + downAfterMs);
        }
        for (int count : sentinels) {
            if (count < 2 || count > 9) {
                throw new ParameterException(spec.commandLine(), "--sentinels must be from 2 to 9, not " + count);
            }
        }
    }

    /** Whose turn it is changes fastest, so that what the machine does meanwhile meets all alike. */
    private FailoverFigures measure(Path home) {
        FailoverFigures figures = new FailoverFigures();
        PrintWriter err = spec.commandLine().getErr();
        int done = 0;
        int all = rounds * sentinels.size() * faults.size() * groups.size();
        for (int round = 0; round < rounds; round++) {
            for (int count : sentinels) {
                for (FailoverFault fault : faults) {
                    for (Contender group : groups) {
                        FailoverTrial.Setting setting =
                                new FailoverTrial.Setting(group, count, fault, Duration.ofMillis(downAfterMs));
                        err.println(++done + "/" + all + "  " + setting);
                        err.flush();
                        figures.add(setting, trial(setting, home));
                    }
                }
            }
        }
        return figures;
    }

    private static List<FailoverTrial.Times> trial(FailoverTrial.Setting setting, Path home) {
        try {
            return FailoverTrial.run(setting, home);
        } catch (DemoException | MeasurementException e) {
            throw new MeasurementException(setting + ": " + e.getMessage(), e);
        }
    }
}
