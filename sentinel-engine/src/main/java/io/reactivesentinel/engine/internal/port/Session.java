package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.resp.RespBytes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one connection. Confined to the connection's thread, except where a method says otherwise.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final long id;
    private final CommandPort.Connection connection;
    private final Set<RespBytes> channels = new LinkedHashSet<>();
    private final Set<RespBytes> patterns = new LinkedHashSet<>();
    private int protocol = 2;
    private boolean authenticated;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";

    Session(long id, CommandPort.Connection connection) {
        this.id = id;
        this.connection = connection;
    }

    /** Its number, unique in the process and rising; any thread. */
    long id() {
        return id;
    }

    /** The way back to the client; any thread. */
    CommandPort.Connection connection() {
        return connection;
    }

    /** 2 or 3. */
    int protocol() {
        return protocol;
    }

    /** Speaks that version from the next value on. */
    void useProtocol(int version) {
        protocol = version;
        connection.useProtocol(version);
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    void authenticate() {
        authenticated = true;
        connection.authenticated();
    }

    /** The name the client gave itself; empty when it gave none. */
    String name() {
        return name;
    }

    void name(String value) {
        name = value;
    }

    /** What the client says its library is called; empty when it does not say. */
    String libraryName() {
        return libraryName;
    }

    void libraryName(String value) {
        libraryName = value;
    }

    /** What the client says is the version of its library; empty when it does not say. */
    String libraryVersion() {
        return libraryVersion;
    }

    void libraryVersion(String value) {
        libraryVersion = value;
    }

    /** The channels it listens to; {@link PubSub} alone changes it. */
    Set<RespBytes> channels() {
        return channels;
    }

    /** The patterns it listens to; {@link PubSub} alone changes it. */
    Set<RespBytes> patterns() {
        return patterns;
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    /** Tells the log of a defect in answering a command; any thread. */
    void report(String command, RuntimeException defect) {
        LOG.error("Could not answer '{}' of client {}", command, id, defect);
    }
}
