package io.reactivesentinel.server;

import java.util.Optional;

/** What {@code --version} and {@code --help} print. */
final class Pages {
    private Pages() {}

    /** The version of the build, or {@code development} when it runs from classes without a jar. */
    static String version() {
        return Optional.ofNullable(Pages.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** One line and its end, with {@code v=} where the page of C Sentinel has it. */
    static String versionPage() {
        return "Reactive Sentinel v=" + version() + " bits=64 java=" + Runtime.version() + " ("
                + System.getProperty("java.vendor") + ")\n";
    }

    static String helpPage() {
        StringBuilder page = new StringBuilder("""
                Usage: sentinel FILE [--directive value ...] [-]
                       sentinel demo [options]
                       sentinel --version | --help

                Runs a Sentinel on FILE, its sentinel.conf, which it reads and rewrites: in the foreground,
                or in the background with daemonize yes. It speaks Redis's own Sentinel protocol and
                takes the same files and arguments.

                  FILE                    must exist and be writable; state is kept in it
                  --directive value ...   counts as a line after the end of FILE, so the last word wins:
                                            --port 26380
                                            --sentinel monitor mymaster 127.0.0.1 6379 2
                  -                       as the last argument: read more lines from the standard input
                  --sentinel              accepted, since this is always a Sentinel
                  -v, --version           print the version and exit
                  -h, --help              print this page and exit

                The smallest FILE that watches a master, where two of the Sentinels must agree that it is down:

                  port 26379
                  sentinel monitor mymaster 127.0.0.1 6379 2

                sentinel demo             shows a failover of real Redis processes; sentinel demo --help

                Options that are no directives:

                """);
        for (ReservedOption option : ReservedOption.values()) {
            page.append(String.format("  %-24s%s%n", option.option(), option.purpose()));
        }
        return page.append("""

                        Environment of the launcher:

                          JAVA_HOME               the Java to run, 17 or newer; otherwise java from PATH
                          SENTINEL_JAVA_OPTS      more options for the JVM, after and so above its own

                        Signals: SIGTERM and SIGINT end it with exit status 0, a second SIGINT at once with 1; SIGHUP is
                        ignored, and not needed to rotate the log file.
                        Exit status: 1 if it could not start; with daemonize yes that is waited for.
                        """).toString();
    }
}
