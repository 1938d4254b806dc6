package io.reactivesentinel.server.demo;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the demo. */
@Command(
        name = "sentinel demo",
        description = {
            "Shows a failover: starts a Redis master with two replicas and three Sentinels, writes to the master all the "
                    + "while, kills it, and prints what happens when. Then the old master returns and becomes a replica.",
            "Everything runs on 127.0.0.1 and is gone at the end."
        },
        optionListHeading = "%n",
        footer = {"", "Exit status: 0 if all of it happened, 1 if something did not in time, 2 for an unknown option."},
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher, which can see whether the standard output is a terminal, to {@code true}. */
    static final String TERMINAL_PROPERTY = "sentinel.terminal";

    private static final String SERVER_JAR = "sentinel-server.jar";

    @Option(
            names = "--down-after",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "milliseconds of silence after which a Sentinel calls the master down (default: 1000)")
    private int downAfterMs;

    @Option(
            names = "--sentinels",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many Sentinels, 1 to 9 (default: 3)")
    private int sentinelCount;

    @Option(
            names = "--redis-server",
            paramLabel = "PATH",
            description = "a redis-server or valkey-server to use instead of the bundled Redis")
    private @Nullable Path redisServer;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "Redis on PORT, PORT+1 and PORT+2, the Sentinels from PORT+20000 (default: any free ports)")
    private @Nullable Integer portBase;

    @Option(
            names = "--keep-running",
            description = "leave the cluster up at the end and say how to connect; Ctrl-C then stops it")
    private boolean keepRunning;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this page")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it.
    private boolean help;

    /** Runs the demo with these arguments; returns the exit status of the program. */
    public static int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new DemoCommand());
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setParameterExceptionHandler((error, unused) -> {
            error.getCommandLine().getErr().println(error.getMessage() + " (see sentinel demo --help)");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> {
            if (error instanceof DemoException failure) {
                command.getErr().println(failure.text());
                return 1;
            }
            throw error;
        });
        return commandLine.execute(arguments);
    }

    @Override
    public Integer call() {
        DemoSettings settings = new DemoSettings(
                Duration.ofMillis(downAfterMs),
                sentinelCount,
                Optional.ofNullable(portBase),
                Optional.ofNullable(redisServer),
                keepRunning);
        SentinelCommand ours = SentinelCommand.sameJava(serverJar());
        Style style = Style.of(onTerminal(), System.getenv());
        PrintStream out = new PrintStream(System.out, true, Charset.defaultCharset());
        return new Demo(settings, binary -> ours, out, style).run();
    }

    /** The jar this program runs from, or that the build makes when it runs from classes. */
    private static Path serverJar() {
        Path code = RedisBinary.codeLocation();
        Path jar = Files.isRegularFile(code) ? code : code.resolveSibling(SERVER_JAR);
        if (!Files.isRegularFile(jar)) {
            throw new DemoException("The server jar is missing: " + jar
                    + "\nBuild it: mvn -q -DskipTests package -pl sentinel-server -am");
        }
        return jar;
    }

    /** Without the launcher's word it is plain text: Java itself cannot tell in all its versions. */
    private static boolean onTerminal() {
        return Boolean.getBoolean(TERMINAL_PROPERTY);
    }
}
