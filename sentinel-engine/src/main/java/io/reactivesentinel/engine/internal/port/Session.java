package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.resp.RespBytes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
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
    private final LongSupplier uptimeMs;
    private final long openedMs;
    private volatile int protocol = 2;
    private volatile String user = AclUsers.DEFAULT;
    private boolean authenticated;
    private volatile String name = "";
    private volatile String libraryName = "";
    private volatile String libraryVersion = "";
    private volatile long activeMs;
    private volatile String lastCommand = "NULL";
    private volatile int channelCount;
    private volatile int patternCount;
    private volatile boolean evictable = true;
    private volatile ClientTracking tracking = ClientTracking.OFF;
    private long subscriptionBytes;
    private boolean repliesOff;
    private boolean nextReplyOff;

    Session(long id, CommandPort.Connection connection, LongSupplier uptimeMs) {
        this.id = id;
        this.connection = connection;
        this.uptimeMs = uptimeMs;
        this.openedMs = uptimeMs.getAsLong();
        this.activeMs = openedMs;
    }

    /** Its number, unique in the process and rising; any thread. */
    long id() {
        return id;
    }

    /** The way back to the client; any thread. */
    CommandPort.Connection connection() {
        return connection;
    }

    /** A command begins. */
    void begins(CommandTable.Entry command) {
        activeMs = uptimeMs.getAsLong();
        lastCommand = command.fullName();
        if (!lastCommand.startsWith("client|")) {
            tracking = tracking.withoutCaching();
        }
    }

    /** The full name of the command that began last, {@code NULL} for none; any thread. */
    String lastCommand() {
        return lastCommand;
    }

    /** Milliseconds since it connected; any thread. */
    long ageMs() {
        return uptimeMs.getAsLong() - openedMs;
    }

    /** Milliseconds since it sent a command; any thread. */
    long idleMs() {
        return uptimeMs.getAsLong() - activeMs;
    }

    /** The user who is authenticated, or would be without a password; any thread. */
    String user() {
        return user;
    }

    /** 2 or 3; any thread. */
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

    /** Is logged in as a user from now on. */
    void authenticate(String as) {
        user = as;
        authenticated = true;
        connection.authenticated();
    }

    /** Whether CLIENT NO-EVICT is off; any thread. */
    boolean isEvictable() {
        return evictable;
    }

    void evictable(boolean value) {
        evictable = value;
        connection.spared(!value);
    }

    /** How CLIENT TRACKING is set; any thread. */
    ClientTracking tracking() {
        return tracking;
    }

    void tracking(ClientTracking value) {
        tracking = value;
        recount();
    }

    /** From now on nothing is answered, or everything is again. */
    void replies(boolean wanted) {
        repliesOff = !wanted;
        nextReplyOff = false;
    }

    /** Whether nothing is answered. */
    boolean isSilent() {
        return repliesOff;
    }

    /** The next command is not answered. */
    void skipNextReply() {
        nextReplyOff = true;
    }

    /** Whether the command that begins is not answered because of {@link #skipNextReply}. */
    boolean takeSkip() {
        boolean skip = nextReplyOff;
        nextReplyOff = false;
        return skip;
    }

    /** The name the client gave itself; empty when it gave none; any thread. */
    String name() {
        return name;
    }

    void name(String value) {
        name = value;
        recount();
    }

    /** What the client says its library is called; empty when it does not say; any thread. */
    String libraryName() {
        return libraryName;
    }

    void libraryName(String value) {
        libraryName = value;
        recount();
    }

    /** What the client says is the version of its library; empty when it does not say; any thread. */
    String libraryVersion() {
        return libraryVersion;
    }

    void libraryVersion(String value) {
        libraryVersion = value;
        recount();
    }

    /** The channels it listens to; {@link PubSub} alone changes it. */
    Set<RespBytes> channels() {
        return channels;
    }

    /** The patterns it listens to; {@link PubSub} alone changes it. */
    Set<RespBytes> patterns() {
        return patterns;
    }

    /** What a client says of itself is kept as long as it is there, and may be long. */
    private void recount() {
        long texts = name.length() + libraryName.length() + (long) libraryVersion.length();
        long prefixes = 0;
        for (RespBytes prefix : tracking.prefixes()) {
            prefixes += prefix.length();
        }
        connection.keeps(subscriptionBytes + Character.BYTES * texts + prefixes);
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    /** To be called after each change of channels or patterns, with how much more they take now. */
    void subscriptionsChanged(int bytes) {
        subscriptionBytes += bytes;
        recount();
        channelCount = channels.size();
        patternCount = patterns.size();
        connection.subscribed(subscriptions() > 0);
    }

    /** How many channels it listens to; any thread. */
    int channelCount() {
        return channelCount;
    }

    /** How many patterns it listens to; any thread. */
    int patternCount() {
        return patternCount;
    }

    /** Tells the log of a defect in answering a command; any thread. */
    void report(String command, RuntimeException defect) {
        LOG.error("Could not answer '{}' of client {}", command, id, defect);
    }
}
