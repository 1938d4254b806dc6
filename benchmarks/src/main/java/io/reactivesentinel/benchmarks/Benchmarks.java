package io.reactivesentinel.benchmarks;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code benchmarks/run}: the one entry to all measurements. Ends with 0 when it measured, 1 when a measurement failed and
 * 2 when it was not understood.
 */
@Command(
        name = "benchmarks/run",
        synopsisSubcommandLabel = "NAME [options]",
        description = "Measures Reactive Sentinel and prints a table.",
        commandListHeading = "%nNames (benchmarks/run NAME --help says more):%n",
        subcommands = {
            JmhCommand.class,
            SimulateCommand.class,
            FailoverCommand.class,
            ServeCommand.class,
            ScaleCommand.class
        })
public final class Benchmarks implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean help;

    private Benchmarks() {}

    /** Measures and ends the JVM. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, with errors in one line each. */
    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks())
                .setParameterExceptionHandler(Benchmarks::misunderstood)
                .setExecutionExceptionHandler(Benchmarks::failed);
    }

    /** Reached only without the name of a measurement. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure");
    }

    private static int misunderstood(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("benchmarks: " + explain(problem));
        if (command.getParent() == null) {
            err.println(
                    "There are: " + String.join(", ", command.getSubcommands().keySet()));
        }
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static String explain(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            boolean name = problem.getCommandLine().getParent() == null && !first.startsWith("-");
            return name ? "there is no measurement '" + first + "'" : "unknown argument '" + first + "'";
        }
        return String.valueOf(problem.getMessage());
    }

    private static int failed(Exception problem, CommandLine command, CommandLine.ParseResult arguments)
            throws Exception {
        if (problem instanceof MeasurementException) {
            command.getErr().println("benchmarks: " + problem.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw problem;
    }
}
