package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.AclLog;
import io.reactivesentinel.engine.spi.CommandPort;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What INFO counts since the start; any thread. */
final class PortCounters {
    private final LongAdder connections = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final Map<CommandPort.Cut, LongAdder> cuts = new EnumMap<>(CommandPort.Cut.class);
    private final Map<AclLog.Reason, LongAdder> denials = new EnumMap<>(AclLog.Reason.class);
    private final LongAdder commands = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();

    /** Nothing has happened yet. */
    PortCounters() {
        for (CommandPort.Cut cut : CommandPort.Cut.values()) {
            cuts.put(cut, new LongAdder());
        }
        for (AclLog.Reason reason : AclLog.Reason.values()) {
            denials.put(reason, new LongAdder());
        }
    }

    /** A client connected, whether or not it is served. */
    void connection() {
        connections.increment();
    }

    /** A client was turned away because there are too many. */
    void rejection() {
        rejections.increment();
    }

    /** A command is carried out. */
    void command() {
        commands.increment();
    }

    /** An error was answered. */
    void error() {
        errors.increment();
    }

    /** A connection has ended; what it carried is not forgotten. */
    void ended(CommandPort.Connection connection) {
        bytesRead.add(connection.bytesRead());
        bytesWritten.add(connection.bytesWritten());
        Objects.requireNonNull(cuts.get(connection.cut())).increment();
    }

    /** Connections that were ended for that reason. */
    long cuts(CommandPort.Cut cut) {
        return Objects.requireNonNull(cuts.get(cut)).sum();
    }

    /** A user was not allowed something. */
    void denial(AclLog.Reason reason) {
        Objects.requireNonNull(denials.get(reason)).increment();
    }

    /** How often users were not allowed something. */
    long denials(AclLog.Reason reason) {
        return Objects.requireNonNull(denials.get(reason)).sum();
    }

    /** Bytes that ended connections have received. */
    long bytesRead() {
        return bytesRead.sum();
    }

    /** Bytes that ended connections were sent. */
    long bytesWritten() {
        return bytesWritten.sum();
    }

    long connections() {
        return connections.sum();
    }

    long rejections() {
        return rejections.sum();
    }

    long commands() {
        return commands.sum();
    }

    long errors() {
        return errors.sum();
    }
}
