package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.sim.BrokenVariant;
import io.reactivesentinel.engine.sim.Provocation;
import io.reactivesentinel.engine.sim.Provocations;
import io.reactivesentinel.engine.sim.Simulation;
import io.reactivesentinel.engine.sim.Variants;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulated clusters, one for each seed; progress goes to standard error, stories and tables to standard output. */
@Command(
        name = "simulate",
        description = {
            "Simulated clusters under faults, one for each seed, every invariant checked all the while.",
            "Ends with 0 when all held, with 1 when one did not."
        },
        footer = {
            "",
            "Examples:",
            "  benchmarks/run simulate --seeds 100000          a long campaign",
            "  benchmarks/run simulate --seed 4711 --trace     one run, told as a story",
            "  benchmarks/run simulate --compare --seeds 1000  what the rules of C lose, and what ours lose",
            "  benchmarks/run simulate --variant grants-twice  a Sentinel that is broken on purpose"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final String STORY = "story";
    private static final String ALL = "all";
    private static final long SEEDS = 300;
    private static final long FROM = 1;
    private static final String SECONDS = "10";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds; " + SEEDS + " unless said.")
    private @Nullable Long seeds;

    @Option(names = "--from", paramLabel = "N", description = "The first of them; " + FROM + " unless said.")
    private @Nullable Long from;

    @Option(names = "--seed", paramLabel = "N", description = "Runs this seed only, exactly as it ran before.")
    private @Nullable Long seed;

    @Option(
            names = "--trace",
            arity = "0..1",
            fallbackValue = STORY,
            paramLabel = ALL,
            description = "With --seed: tells who saw and did what, and when; --trace=all leaves nothing out.")
    private @Nullable String trace;

    @Option(names = "--mixed", description = "Some of the Sentinels behave as C's.")
    private boolean mixed;

    @Option(
            names = "--named",
            description = "Hosts have names, which cannot always be resolved and come to stand for other addresses.")
    private boolean named;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many runs at a time; as many as cores unless said.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the results there, as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--compare",
            description =
                    "Runs each seed twice, once with our Sentinels and once with C's rules, and counts lost writes.")
    private boolean compare;

    @Option(names = "--variant", paramLabel = "NAME", description = "Breaks our Sentinels on purpose in one way.")
    private @Nullable String variant;

    @Option(
            names = "--situation",
            paramLabel = "NAME",
            description = "Brings a situation about on purpose, and nothing else.")
    private @Nullable String situation;

    @Option(
            names = "--speed",
            arity = "0..1",
            fallbackValue = SECONDS,
            paramLabel = "SECONDS",
            description =
                    "Measures how fast the usual cluster is simulated on one core; warms up as long as it measures.")
    private @Nullable Integer speed;

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
        Interruption interruption = new Interruption();
        try {
            return report(result(), environment);
        } finally {
            interruption.reported();
        }
    }

    private int report(SimulationResult result, Environment environment) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        environment.lines().forEach(out::println);
        out.println();
        result.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            ResultFile.write(json, environment.json("simulate", result.json()));
        }
        return result.isGood() ? 0 : 1;
    }

    private SimulationResult result() {
        if (speed != null) {
            return SimulationSpeed.measure(speed);
        }
        SimulationRuns runs = new SimulationRuns(threads, spec.commandLine().getErr());
        long first = seed != null ? seed : from != null ? from : FROM;
        long count = seed != null ? 1 : seeds != null ? seeds : SEEDS;
        return compare
                ? SimulationComparison.of(runs, first, count)
                : SimulationSummary.of(runs.run(this::simulation, first, count), options());
    }

    private Simulation simulation(long which) {
        Simulation simulation = situation != null
                ? Simulation.provoked(which, Provocations.named(situation))
                : mixed ? Simulation.mixed(which) : named ? Simulation.named(which) : Simulation.of(which);
        if (variant != null) {
            simulation.variant(Variants.named(variant).variant());
        }
        if (trace != null) {
            PrintWriter out = spec.commandLine().getOut();
            simulation.traced(line -> out.write(line + System.lineSeparator()), trace.equals(ALL));
        }
        return simulation;
    }

    /** What a replay must be told besides the seed. */
    private String options() {
        return (mixed ? " --mixed" : "")
                + (named ? " --named" : "")
                + (situation == null ? "" : " --situation " + situation)
                + (variant == null ? "" : " --variant " + variant);
    }

    private void requireSense() {
        require(seeds == null || seeds >= 1, "--seeds must be at least 1, was " + seeds);
        require(threads >= 1, "--threads must be at least 1, was " + threads);
        require(speed == null || speed >= 1, "--speed must be at least 1 second, was " + speed);
        require(seed == null || (seeds == null && from == null), "--seed is one run: leave out --seeds and --from");
        require(trace == null || seed != null, "--trace tells one run: say which with --seed");
        require(
                trace == null || List.of(STORY, ALL).contains(trace),
                "--trace takes nothing or 'all', was '" + trace + "'");
        require(
                !compare || (trace == null && !mixed && !named && variant == null && situation == null),
                "--compare goes with --seeds, --from and --seed");
        require(
                speed == null
                        || (seeds == null
                                && from == null
                                && seed == null
                                && !mixed
                                && !named
                                && !compare
                                && variant == null
                                && situation == null),
                "--speed goes with no option but --json");
        require(situation == null || !mixed, "--situation is of our Sentinels alone: leave out --mixed");
        require(!named || !mixed, "--named is of our Sentinels alone: leave out --mixed");
        require(!named || situation == null, "--named goes without --situation");
        if (situation != null) {
            requireOneOf("situation", situation, Provocations.all().stream().map(Provocation::name));
        }
        if (variant != null) {
            requireOneOf("variant", variant, Variants.all().stream().map(BrokenVariant::name));
        }
    }

    private void requireOneOf(String what, String name, Stream<String> all) {
        List<String> names = all.sorted().toList();
        require(
                names.contains(name),
                "there is no " + what + " '" + name + "'. There are: " + String.join(", ", names));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
