package io.reactivesentinel.engine.internal.port;

import io.netty.util.NetUtil;
import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.resp.RespBytes;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code SENTINEL MONITOR <name> <ip> <port> <quorum>}; the order of the checks is that of C. */
final class MonitorArguments {
    private static final int PORT_MAX = 65535;
    private static final int HOST_NAME_MAX = 253;

    private final BooleanSupplier resolveHostnames;
    private final Supplier<Timings> timings;

    /**
     * What the arguments mean.
     *
     * @param settings the master to monitor, or {@code null} when they are wrong
     * @param error what is wrong with them
     */
    record Outcome(@Nullable MonitorConfig settings, String error) {}

    /**
     * How masters are added.
     *
     * @param resolveHostnames whether names are allowed
     * @param timings tells the {@code down-after-milliseconds} and {@code failover-timeout} of masters added now
     */
    MonitorArguments(BooleanSupplier resolveHostnames, Supplier<Timings> timings) {
        this.resolveHostnames = resolveHostnames;
        this.timings = timings;
    }

    /** Carries out the command. */
    void handle(Invocation call) {
        Outcome outcome = read(call.arguments());
        if (outcome.settings() == null) {
            call.error(outcome.error());
        } else {
            call.askOk(new Command.Monitor(outcome.settings()));
        }
    }

    /** Reads the four arguments. */
    Outcome read(List<RespBytes> arguments) {
        String host = arguments.get(1).text();
        OptionalLong port = Words.integer(arguments.get(2));
        OptionalLong quorum = Words.integer(arguments.get(3));
        if (quorum.isEmpty() || quorum.getAsLong() > Integer.MAX_VALUE) {
            return refused("ERR Invalid quorum");
        }
        if (port.isEmpty()) {
            return refused("ERR Invalid port");
        }
        if (quorum.getAsLong() < 1) {
            return refused("ERR Quorum must be 1 or greater.");
        }
        if (!isNumeric(host) && !(resolveHostnames.getAsBoolean() && isHostName(host))) {
            return refused("ERR Invalid IP address or hostname specified");
        }
        if (port.getAsLong() < 0 || port.getAsLong() > PORT_MAX) {
            return refused("ERR Invalid port number.");
        }
        if (!isName(arguments.get(0))) {
            return refused("ERR Invalid master name");
        }
        Timings now = timings.get();
        MonitorConfig settings = MonitorConfig.builder(
                        arguments.get(0).text(), host, (int) port.getAsLong(), (int) quorum.getAsLong())
                .downAfter(Duration.ofMillis(now.defaultDownAfterMs()))
                .failoverTimeout(Duration.ofMillis(now.defaultFailoverTimeoutMs()))
                .build();
        return new Outcome(settings, "");
    }

    private static Outcome refused(String error) {
        return new Outcome(null, error);
    }

    /**
     * Whether a master may be called that. C takes anything, but a blank, comma or control character in a name breaks its
     * own hellos, events or the next reading of its file.
     */
    private static boolean isName(RespBytes word) {
        for (int i = 0; i < word.length(); i++) {
            int b = word.at(i) & 0xff;
            if (b <= ' ' || b == 0x7f || b == ',') {
                return false;
            }
        }
        return word.length() > 0 && Words.isText(word);
    }

    /** Whether it is an IPv4 or IPv6 address as {@code inet_pton} takes it: no brackets, no zone. */
    private static boolean isNumeric(String host) {
        return NetUtil.isValidIpV4Address(host)
                || (NetUtil.isValidIpV6Address(host) && host.indexOf('[') < 0 && host.indexOf('%') < 0);
    }

    /** Whether it may be a host name; whether it resolves is found out by connecting, off this thread. */
    private static boolean isHostName(String host) {
        if (host.isEmpty() || host.length() > HOST_NAME_MAX) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean fits = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == '_';
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
