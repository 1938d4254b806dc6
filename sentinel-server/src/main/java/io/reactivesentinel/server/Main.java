package io.reactivesentinel.server;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.server.demo.DemoCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The program: {@code sentinel demo}, or a Sentinel as {@code redis-sentinel} would be started. */
public final class Main {
    private static final String HINT = "Usage: sentinel /path/to/sentinel.conf (sentinel --help says more)";

    private Main() {}

    /** Runs the program and ends the JVM with its exit status. */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments));
        ServerLogging.end();
        System.exit(status);
    }

    private static int run(List<String> arguments) {
        if (!arguments.isEmpty() && arguments.get(0).equals("demo")) {
            ServerLogging.off();
            return DemoCommand.run(Arrays.copyOfRange(arguments.toArray(String[]::new), 1, arguments.size()));
        }
        ServerLogging.toStandardOutput();
        try {
            ServerArguments asked = ServerArguments.parse(arguments, Path.of("").toAbsolutePath());
            if (asked instanceof ServerArguments.Run run) {
                return start(run, arguments);
            }
            System.out.print(asked == ServerArguments.Page.VERSION ? Pages.versionPage() : Pages.helpPage());
            return 0;
        } catch (ConfigException e) {
            if (e.lineNumber().isPresent()) {
                System.err.print(e.format());
            } else {
                failed(e.reason()); // As C Sentinel, which only prints what has to do with a line.
            }
            return 1;
        } catch (StartFailure e) {
            failed(e.text());
            if (arguments.isEmpty()) {
                System.err.println(HINT);
            }
            return 1;
        }
    }

    private static void failed(String reason) {
        LoggerFactory.getLogger(Main.class).warn(reason);
        Background.failed(reason);
    }

    private static int start(ServerArguments.Run asked, List<String> arguments) {
        if (asked.reserved().containsKey(ReservedOption.TRAIN)) {
            return Training.run();
        }
        byte[] input = asked.readStdin() ? standardInput() : new byte[0];
        SentinelConfig config = Startup.configuration(asked, new ByteArrayInputStream(input));
        ServerSettings settings = ServerSettings.of(config, Path.of("").toAbsolutePath());
        Supervisor supervisor = Supervisor.of(settings.supervised(), System.getenv());
        // Whoever supervises a process wants to keep it: then it stays in the foreground, as C Sentinel does.
        if (settings.daemonize() && supervisor instanceof Supervisor.None && !Background.isChild()) {
            return Background.start(arguments, input);
        }
        return SentinelServer.run(config, settings, supervisor);
    }

    private static byte[] standardInput() {
        try {
            return System.in.readAllBytes();
        } catch (IOException e) {
            throw new StartFailure("Cannot read configuration lines from the standard input: " + e.getMessage());
        }
    }
}
