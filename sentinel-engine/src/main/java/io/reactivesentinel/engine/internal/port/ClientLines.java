package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.Collection;
import java.util.Locale;

/** Shows connections as CLIENT LIST does, one line each; clients read the fields by name. */
final class ClientLines {
    private static final long MILLIS_PER_SECOND = 1000;

    private ClientLines() {}

    /** The answer of CLIENT LIST and CLIENT INFO; RESP2 knows no text that says it is one. */
    static RespValue reply(Session asking, Collection<Session> sessions) {
        StringBuilder text = new StringBuilder();
        sessions.forEach(session -> text.append(line(session)));
        RespBytes bytes = RespBytes.of(text.toString());
        return asking.protocol() == 2 ? new RespValue.BulkString(bytes) : new RespValue.Verbatim("txt", bytes);
    }

    /** An address as clients write it, IPv6 in brackets. */
    static String address(InstanceAddress address) {
        String host = address.host();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }

    /** The type that CLIENT LIST and CLIENT KILL know. */
    static String type(Session session) {
        return session.channelCount() + session.patternCount() > 0 ? "pubsub" : "normal";
    }

    /** Whether there is such a type; a Sentinel has no master or replica as its client, but they may be asked for. */
    static boolean isType(RespBytes word) {
        return switch (Words.lowerCase(word)) {
            case "normal", "master", "replica", "slave", "pubsub" -> true;
            default -> false;
        };
    }

    /** The line of CLIENT LIST. */
    static String line(Session session) {
        long waiting = session.connection().pendingOutput();
        return String.format(
                Locale.ROOT,
                // What is not measured is 0, and there are no file descriptors to tell, databases or transactions.
                "id=%d addr=%s laddr=%s fd=-1 name=%s age=%d idle=%d flags=%s db=0 sub=%d psub=%d ssub=0 multi=-1"
                        + " watch=0 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=%d tot-mem=%d"
                        + " events=r cmd=%s user=%s redir=%d resp=%d lib-name=%s lib-ver=%s\n",
                session.id(),
                address(session.connection().remote()),
                address(session.connection().local()),
                session.name(),
                session.ageMs() / MILLIS_PER_SECOND,
                session.idleMs() / MILLIS_PER_SECOND,
                flags(session),
                session.channelCount(),
                session.patternCount(),
                waiting,
                waiting,
                session.lastCommand(),
                session.user(),
                session.tracking().on() ? session.tracking().redirect() : -1,
                session.protocol(),
                session.libraryName(),
                session.libraryVersion());
    }

    private static String flags(Session session) {
        String flags = (type(session).equals("pubsub") ? "P" : "")
                + (session.tracking().on() ? "t" : "")
                + (session.tracking().broadcast() ? "B" : "")
                + (session.isEvictable() ? "" : "e");
        return flags.isEmpty() ? "N" : flags;
    }
}
