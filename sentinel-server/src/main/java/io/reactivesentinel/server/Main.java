package io.reactivesentinel.server;

import io.reactivesentinel.server.demo.DemoCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The program: {@code sentinel demo}, or a Sentinel as {@code redis-sentinel} would be started. */
public final class Main {
    private Main() {}

    /** Runs the program and ends the JVM with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (!arguments.isEmpty() && arguments.get(0).equals("demo")) {
            return DemoCommand.run(Arrays.copyOfRange(arguments.toArray(String[]::new), 1, arguments.size()));
        }
        ServerArguments asked = ServerArguments.parse(arguments, Path.of("").toAbsolutePath());
        if (asked == ServerArguments.Page.VERSION) {
            System.out.println(Pages.versionPage());
            return 0;
        }
        if (asked == ServerArguments.Page.HELP) {
            System.out.print(Pages.helpPage());
            return 0;
        }
        System.err.println("This build has no engine to run yet");
        return 1;
    }
}
