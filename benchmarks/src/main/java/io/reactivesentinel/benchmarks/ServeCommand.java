package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.Children;
import io.reactivesentinel.server.demo.DemoException;
import io.reactivesentinel.server.demo.Ports;
import io.reactivesentinel.server.demo.RedisBinary;
import io.reactivesentinel.server.demo.RedisProcess;
import io.reactivesentinel.server.demo.SentinelCommand;
import io.reactivesentinel.server.demo.SentinelProcess;
import io.reactivesentinel.server.demo.SentinelProcess.Watch;
import io.reactivesentinel.server.demo.Workspace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What one Sentinel serves to clients, ours beside Redis's own, under the load of one and the same program. */
@Command(
        name = "serve",
        description = {
            "GET-MASTER-ADDR-BY-NAME per second and events to subscribers: ours and Redis's own Sentinel, in turns.",
            "One process each, for all rounds; the load comes from this process and uses one thread. An event is one of "
                    + "SENTINEL SET, so that its time holds a save of the configuration."
        },
        footer = {
            "",
            "Examples:",
            "  benchmarks/run serve                    two minutes",
            "  benchmarks/run serve --quick            half a minute, too rough to quote"
        })
final class ServeCommand implements Callable<Integer> {

    private static final String MASTER = "mymaster";
    private static final Duration FAILOVER_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration DOWN_AFTER = Duration.ofSeconds(30);
    private static final List<Contender> BOTH = List.of(Contender.OURS, Contender.C);
    private static final int MOST_CONNECTIONS = 9_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "How many for each; 5 unless said, 1 with --quick.")
    private int rounds;

    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            description = "Connections that ask; 50,1000 unless said.")
    private List<Integer> connections = List.of(50, 1_000);

    @Option(
            names = "--pipeline",
            split = ",",
            paramLabel = "N",
            description = "Requests that each sends at once; 1,16 unless said.")
    private List<Integer> pipelines = List.of(1, 16);

    @Option(names = "--subscribers", paramLabel = "N", description = "Who hears each event; 1000 unless said.")
    private int subscribers = 1_000;

    @Option(names = "--quick", description = "Short: shows that all runs, too rough to quote.")
    private boolean quick;

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
        SideBySide figures = measure(Path.of(System.getProperty("benchmarks.home", "."))
                .toAbsolutePath()
                .normalize());
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        environment.lines().forEach(out::println);
        out.println("rounds   " + rounds() + (quick ? ", quick: too rough to quote" : ""));
        out.println();
        figures.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            ResultFile.write(json, environment.json("serve", figures.json()));
        }
        return 0;
    }

    private int rounds() {
        if (rounds != 0) {
            return rounds;
        }
        return quick ? 1 : 5;
    }

    private void requireSense() {
        if (rounds < 0) {
            throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more, not " + rounds);
        }
        connections.forEach(each -> requireBetween("--connections", each, MOST_CONNECTIONS));
        pipelines.forEach(each -> requireBetween("--pipeline", each, 1_000));
        requireBetween("--subscribers", subscribers, MOST_CONNECTIONS);
    }

    private void requireBetween(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be from 1 to " + Figures.count(most) + ", not " + value);
        }
    }

    private ServeTrial.Size size() {
        return new ServeTrial.Size(
                connections,
                pipelines,
                Duration.ofMillis(quick ? 300 : 1_000),
                Duration.ofMillis(quick ? 500 : 3_000),
                subscribers,
                quick ? 3 : 10);
    }

    @SuppressWarnings("try") // It only has to be closed.
    private SideBySide measure(Path home) {
        try (Workspace workspace = new Workspace();
                Children children = new Children();
                AtExit atExit = AtExit.close(children, workspace)) {
            return measure(home, workspace.directory(), children);
        } catch (DemoException e) {
            throw new MeasurementException(e.text(), e);
        }
    }

    private SideBySide measure(Path home, Path directory, Children children) {
        RedisBinary redis = RedisBinary.bundledIn(home.resolve("sentinel-server/target/demo"), directory);
        List<Integer> ports = Ports.free(3);
        int masterPort = ports.get(0);
        RedisProcess master = new RedisProcess(children, redis, "redis-1", directory, masterPort, null);
        master.start();
        master.awaitPong();
        Map<Contender, SentinelProcess> sentinels = new EnumMap<>(Contender.class);
        Watch watch = new Watch(MASTER, masterPort, 1, DOWN_AFTER, FAILOVER_TIMEOUT);
        for (Contender each : BOTH) {
            SentinelCommand command =
                    each.commands(1, home.resolve("sentinel"), redis).get(0);
            SentinelProcess sentinel = new SentinelProcess(
                    children, command, "sentinel-" + each.label(), directory, ports.get(1 + BOTH.indexOf(each)), watch);
            sentinel.start();
            sentinel.awaitPong();
            sentinels.put(each, sentinel);
        }
        return measure(sentinels, masterPort);
    }

    private SideBySide measure(Map<Contender, SentinelProcess> sentinels, int masterPort) {
        SideBySide figures = new SideBySide();
        PrintWriter err = spec.commandLine().getErr();
        for (int round = 0; round < rounds(); round++) {
            // Each is first in every other round.
            List<Contender> order = round % 2 == 0 ? BOTH : List.of(Contender.C, Contender.OURS);
            for (Contender each : order) {
                SentinelProcess sentinel = sentinels.get(each);
                if (sentinel != null) {
                    err.println((round + 1) + "/" + rounds() + "  " + each.label());
                    err.flush();
                    ServeTrial trial = new ServeTrial(sentinel, each, size(), figures);
                    trial.requests(MASTER, masterPort);
                    trial.fanOut(MASTER, masterPort);
                }
            }
        }
        return figures;
    }
}
