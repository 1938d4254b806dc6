package io.reactivesentinel.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs JMH benchmarks, with allocation measured always; progress goes to standard error, the table to standard output. */
@Command(
        name = "jmh",
        description = "Microbenchmarks: the codec and the detection path. Time and allocation of each operation.",
        footer = {
            "",
            "Examples:",
            "  benchmarks/run jmh                      all, some minutes",
            "  benchmarks/run jmh Codec --quick        only those of the codec, roughly",
            "  benchmarks/run jmh 'decode$' --json decode.json"
        })
final class JmhCommand implements Callable<Integer> {

    /** A heap that never grows and one collector thread, so that neither shows in the figures of a small machine. */
    private static final List<String> JVM_ARGUMENTS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

    /** From this Java on, Netty's and JMH's use of Unsafe is warned of unless it is allowed. */
    private static final int UNSAFE_WARNS_SINCE = 24;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "regex",
            description = "Only benchmarks whose full name matches somewhere.")
    private String regex = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the results there, as JSON.")
    private @Nullable Path json;

    @Option(names = "--quick", description = "One short fork: shows that all runs, too rough to quote.")
    private boolean quick;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean help;

    @Override
    public Integer call() {
        requirePattern();
        ResultFile.requireWritable(spec.commandLine(), json);
        Environment environment = Environment.here();
        PrintWriter out = spec.commandLine().getOut();
        environment.lines().forEach(System.err::println);
        Collection<RunResult> results = measure();
        out.println();
        environment.lines().forEach(out::println);
        if (quick) {
            out.println("quick    one short fork: too rough to quote");
        }
        out.println();
        ResultTable.of(results).lines().forEach(out::println);
        out.flush();
        if (json != null) {
            ResultFile.write(json, environment.json("jmh", jmhJson(results)));
        }
        return 0;
    }

    private void requirePattern() {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "'" + regex + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    private Collection<RunResult> measure() {
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        try {
            return new Runner(options().build(), progress).run();
        } catch (NoBenchmarksException e) {
            throw new ParameterException(spec.commandLine(), "no benchmark matches '" + regex + "'", e);
        } catch (RunnerException e) {
            throw new MeasurementException(String.valueOf(e.getMessage()), e);
        }
    }

    private ChainedOptionsBuilder options() {
        List<String> arguments = new ArrayList<>(JVM_ARGUMENTS);
        if (Runtime.version().feature() >= UNSAFE_WARNS_SINCE) {
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(regex)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgs(arguments.toArray(String[]::new));
        if (quick) {
            options.forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(300));
        }
        return options;
    }

    private static String jmhJson(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
