package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.Children;
import io.reactivesentinel.server.demo.DemoException;
import io.reactivesentinel.server.demo.Ports;
import io.reactivesentinel.server.demo.RedisBinary;
import io.reactivesentinel.server.demo.RedisProcess;
import io.reactivesentinel.server.demo.SentinelProcess;
import io.reactivesentinel.server.demo.SentinelProcess.Watch;
import io.reactivesentinel.server.demo.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One Sentinel with many masters, ours beside Redis's own, over the same Redis servers. */
@Command(
        name = "scale",
        description = {
            "One Sentinel that watches many masters: ours and Redis's own, in turns, over the same Redis servers.",
            "Start, links, processor time, memory, and how late masters that fall silent are found down. Each Redis server "
                    + "is watched under several names; each takes about 8 MiB, and what does not fit is refused. Linux only."
        },
        footer = {
            "",
            "Examples:",
            "  benchmarks/run scale                                       some ten minutes",
            "  benchmarks/run scale --masters 1000 --quick                two minutes, too rough to quote",
            "  benchmarks/run scale --masters 4500 --per-server 10        450 Redis servers"
        })
final class ScaleCommand implements Callable<Integer> {

    private static final List<Contender> BOTH = List.of(Contender.OURS, Contender.C);
    private static final int MOST_MASTERS = 100_000;
    private static final int MOST_PER_SERVER = 1_000;
    private static final int SHORTEST_MS = 100;
    private static final int LONGEST_MS = 30_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "How many for each; 3 unless said, 1 with --quick.")
    private int rounds;

    @Option(names = "--masters", split = ",", paramLabel = "N", description = "How many; 1,100,1000 unless said.")
    private List<Integer> masters = List.of(1, 100, 1_000);

    @Option(names = "--per-server", paramLabel = "N", description = "Names for each Redis server; 4 unless said.")
    private int perServer = 4;

    @Option(
            names = "--down-after",
            paramLabel = "MS",
            description = "The down-after-milliseconds of all; 1000 unless said.")
    private int downAfterMs = 1_000;

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
        ScaleRoom room = ScaleRoom.here();
        masters.forEach(count -> room.requireFor(count, servers(count)));
        Environment environment = Environment.here();
        environment.lines().forEach(spec.commandLine().getErr()::println);
        SideBySide figures = new SideBySide();
        Path home = Path.of(System.getProperty("benchmarks.home", "."))
                .toAbsolutePath()
                .normalize();
        masters.forEach(count -> measure(count, home, figures));
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        environment.lines().forEach(out::println);
        out.println("rounds   " + rounds() + (quick ? ", quick: too rough to quote" : ""));
        out.println("masters  " + perServer + " names for each Redis server, down-after " + downAfterMs + " ms");
        out.println();
        figures.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            ResultFile.write(json, environment.json("scale", figures.json()));
        }
        return 0;
    }

    private int rounds() {
        if (rounds != 0) {
            return rounds;
        }
        return quick ? 1 : 3;
    }

    private int servers(int count) {
        return (count + perServer - 1) / perServer;
    }

    private void requireSense() {
        if (rounds < 0) {
            throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more, not " + rounds);
        }
        masters.forEach(each -> requireBetween("--masters", each, 1, MOST_MASTERS));
        requireBetween("--per-server", perServer, 1, MOST_PER_SERVER);
        requireBetween("--down-after", downAfterMs, SHORTEST_MS, LONGEST_MS);
    }

    private void requireBetween(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " must be from " + Figures.count(least) + " to " + Figures.count(most) + ", not " + value);
        }
    }

    @SuppressWarnings("try") // It only has to be closed.
    private void measure(int count, Path home, SideBySide figures) {
        try (Workspace workspace = new Workspace();
                Children children = new Children();
                AtExit atExit = AtExit.close(children, workspace)) {
            RedisBinary redis =
                    RedisBinary.bundledIn(home.resolve("sentinel-server/target/demo"), workspace.directory());
            List<RedisProcess> servers = startServers(servers(count), children, redis, workspace.directory());
            for (int round = 0; round < rounds(); round++) {
                // Each is first in every other round.
                for (Contender each : round % 2 == 0 ? BOTH : List.of(Contender.C, Contender.OURS)) {
                    String what = Figures.count(count) + " masters, " + (round + 1) + "/" + rounds() + "  ";
                    spec.commandLine().getErr().println(what + each.label());
                    spec.commandLine().getErr().flush();
                    int port = Ports.free(1).get(0);
                    SentinelProcess sentinel = new SentinelProcess(
                            children,
                            each.commands(1, home.resolve("sentinel"), redis).get(0),
                            "sentinel-" + each.label() + "-" + round,
                            workspace.directory(),
                            port,
                            new Watch("m0", servers.get(0).port(), 2, Duration.ofMillis(downAfterMs), Duration.ZERO));
                    new ScaleTrial(sentinel, servers, size(count)).run(each, figures);
                }
            }
        } catch (DemoException e) {
            throw new MeasurementException(e.text(), e);
        } catch (IOException e) {
            throw new MeasurementException("cannot start the Redis servers: " + e, e);
        }
    }

    private ScaleTrial.Size size(int count) {
        return new ScaleTrial.Size(
                count,
                Duration.ofMillis(downAfterMs),
                Duration.ofMillis(quick ? 2_000 : 10_000),
                Duration.ofMillis(quick ? 4_000 : 20_000),
                quick ? 3 : 10);
    }

    private static List<RedisProcess> startServers(int count, Children children, RedisBinary redis, Path directory)
            throws IOException {
        List<RedisProcess> servers = new ArrayList<>();
        List<Integer> ports = Ports.free(count);
        for (int i = 0; i < count; i++) {
            RedisProcess server = new RedisProcess(children, redis, "redis-" + (i + 1), directory, ports.get(i), null);
            Files.writeString(
                    server.configFile(),
                    String.join(
                            "\n",
                            "port " + ports.get(i),
                            "bind 127.0.0.1",
                            "dir \"" + directory + "\"",
                            "save \"\"",
                            // So that hundreds of idle ones leave the processor to the Sentinel.
                            "hz 1",
                            "dynamic-hz no",
                            "maxclients 5000",
                            ""));
            server.start();
            servers.add(server);
        }
        servers.forEach(RedisProcess::awaitPong);
        return servers;
    }
}
