package io.reactivesentinel.server;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.server.demo.DemoCommand;
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
        System.exit(run(List.of(arguments)));
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
                return start(run);
            }
            System.out.print(asked == ServerArguments.Page.VERSION ? Pages.versionPage() : Pages.helpPage());
            return 0;
        } catch (ConfigException e) {
            System.err.print(e.format());
            return 1;
        } catch (StartFailure e) {
            LoggerFactory.getLogger(Main.class).warn(e.text());
            if (arguments.isEmpty()) {
                System.err.println(HINT);
            }
            return 1;
        }
    }

    private static int start(ServerArguments.Run asked) {
        if (asked.reserved().containsKey(ReservedOption.TRAIN)) {
            return Training.run();
        }
        SentinelConfig config = Startup.configuration(asked, System.in);
        return SentinelServer.run(config, ServerSettings.of(config, Path.of("").toAbsolutePath()));
    }
}
