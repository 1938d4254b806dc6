package io.reactivesentinel.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who started the process and wants to hear how it does: the directive {@code supervised}, and the environment by which
 * systemd and upstart make themselves known.
 */
sealed interface Supervisor {

    /** What INFO calls it. */
    String name();

    /** Says that the start begins. */
    default void starting() {}

    /** Says that clients are served. */
    default void ready() {}

    /** Says that the end begins. */
    default void stopping() {}

    /** Nobody. */
    record None() implements Supervisor {
        @Override
        public String name() {
            return "no";
        }
    }

    /**
     * Finds out who it is.
     *
     * @param mode the value of {@code supervised}: no, auto, upstart or systemd
     * @param environment that of the process
     */
    static Supervisor of(String mode, Map<String, String> environment) {
        Optional<String> socket = Optional.ofNullable(environment.get("NOTIFY_SOCKET"));
        boolean upstart = environment.containsKey("UPSTART_JOB");
        switch (mode.toLowerCase(Locale.ROOT)) {
            case "auto" -> {
                if (upstart) {
                    return new Upstart();
                }
                return socket.<Supervisor>map(Systemd::new).orElseGet(None::new);
            }
            case "upstart" -> {
                if (upstart) {
                    return new Upstart();
                }
                log().warn("supervised upstart: UPSTART_JOB is not set, so upstart did not start this process");
                return new None();
            }
            case "systemd" -> {
                if (socket.isPresent()) {
                    return new Systemd(socket.get());
                }
                log().warn("supervised systemd: NOTIFY_SOCKET is not set; the unit needs Type=notify");
                return new None();
            }
            default -> {
                return new None();
            }
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(Supervisor.class);
    }

    /** With {@code expect stop} in its job it waits until the process stops itself, and continues it. */
    record Upstart() implements Supervisor {
        @Override
        public String name() {
            return "upstart";
        }

        @Override
        public void starting() {
            log().info("Supervised by upstart: stopping until it continues us");
            String pid = Long.toString(ProcessHandle.current().pid());
            if (!Commands.run("kill", "-STOP", pid)) {
                log().warn("The process could not stop itself, so upstart will not know that it runs");
            }
        }
    }

    /**
     * Reads messages from a datagram socket.
     *
     * @param socket its path; one that begins with {@code @} has no file
     */
    record Systemd(String socket) implements Supervisor {
        @Override
        public String name() {
            return "systemd";
        }

        @Override
        public void starting() {
            tell("STATUS=Starting");
        }

        @Override
        public void ready() {
            tell("READY=1\nSTATUS=Serving clients");
        }

        @Override
        public void stopping() {
            tell("STOPPING=1\nSTATUS=Stopping");
        }

        private void tell(String message) {
            // By another process systemd hears it only with NotifyAccess=all; so that is the second choice.
            if (!send(message) && !Commands.run("systemd-notify", message.split("\n", -1))) {
                log().warn("systemd could not be told \"{}\" over {}", message.replace('\n', ' '), socket);
            }
        }

        private boolean send(String message) {
            if (socket.startsWith("@")) {
                return false;
            }
            try (UnixDatagram datagram = UnixDatagram.to(socket).orElse(null)) {
                return datagram != null && datagram.deliver(message.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Programs of the system. */
    final class Commands {
        private static final long LIMIT_S = 5;

        private Commands() {}

        static boolean run(String program, String... arguments) {
            String[] command = new String[arguments.length + 1];
            command[0] = program;
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                return ended && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
