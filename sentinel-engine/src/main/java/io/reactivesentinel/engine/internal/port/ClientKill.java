package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** CLIENT KILL in both its forms: by address alone, and by filters that must all fit. */
final class ClientKill {
    private static final String SYNTAX = "ERR syntax error";
    private static final long MILLIS_PER_SECOND = 1000;

    private final Sessions sessions;
    private final Predicate<String> isUser;

    /** Says what is wrong with the words. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        final String text;

        Wrong(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }

    /** What is to be closed. */
    private record Plan(List<Predicate<Session>> filters, boolean skipMe) {
        boolean covers(Session session, Session asking) {
            return !(skipMe && session == asking) && filters.stream().allMatch(filter -> filter.test(session));
        }
    }

    /**
     * Closes connections on demand.
     *
     * @param sessions all there are
     * @param isUser whether there is such a user
     */
    ClientKill(Sessions sessions, Predicate<String> isUser) {
        this.sessions = sessions;
        this.isUser = isUser;
    }

    void handle(Invocation call) {
        if (call.arguments().size() == 1) {
            byAddress(call);
            return;
        }
        try {
            Plan plan = plan(call.arguments());
            List<Session> found = sessions.all().stream()
                    .filter(session -> plan.covers(session, call.session()))
                    .toList();
            call.reply(RespValue.Int.of(found.size()));
            found.forEach(session -> end(session, call.session()));
        } catch (Wrong wrong) {
            call.error(wrong.text);
        }
    }

    private void byAddress(Invocation call) {
        Predicate<Session> filter = address(call.argument(0), true);
        List<Session> found = sessions.all().stream().filter(filter).limit(1).toList();
        if (found.isEmpty()) {
            call.error("ERR No such client");
        } else {
            call.ok();
            found.forEach(session -> end(session, call.session()));
        }
    }

    /** Whoever asks for its own end is still answered. */
    private static void end(Session session, Session asking) {
        if (session == asking) {
            session.connection().close();
        } else {
            session.connection().abort();
        }
    }

    private Plan plan(List<RespBytes> words) throws Wrong {
        List<Predicate<Session>> filters = new ArrayList<>();
        boolean skipMe = true;
        for (int i = 0; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw new Wrong(SYNTAX);
            }
            RespBytes value = words.get(i + 1);
            switch (Words.lowerCase(words.get(i))) {
                case "id" -> {
                    long id = positive(value, "ERR client-id should be greater than 0", "client-id");
                    filters.add(session -> session.id() == id);
                }
                case "maxage" -> {
                    long seconds = positive(value, "ERR maxage is not an integer or out of range", "maxage");
                    filters.add(session -> session.ageMs() / MILLIS_PER_SECOND >= seconds);
                }
                case "type" -> filters.add(type(value));
                case "user" -> filters.add(user(value));
                case "addr" -> filters.add(address(value, true));
                case "laddr" -> filters.add(address(value, false));
                case "skipme" -> skipMe = yes(value);
                default -> throw new Wrong(SYNTAX);
            }
        }
        return new Plan(filters, skipMe);
    }

    private static long positive(RespBytes word, String noInteger, String name) throws Wrong {
        OptionalLong number = Words.integer(word);
        if (number.isEmpty()) {
            throw new Wrong(noInteger);
        }
        if (number.getAsLong() < 1) {
            throw new Wrong("ERR " + name + " should be greater than 0");
        }
        return number.getAsLong();
    }

    private static Predicate<Session> type(RespBytes word) throws Wrong {
        if (!ClientLines.isType(word)) {
            throw new Wrong("ERR Unknown client type '" + word.text() + "'");
        }
        String type = Words.lowerCase(word);
        return session -> ClientLines.type(session).equals(type);
    }

    private Predicate<Session> user(RespBytes word) throws Wrong {
        String user = word.text();
        if (!isUser.test(user)) {
            throw new Wrong("ERR No such user '" + user + "'");
        }
        return session -> session.user().equals(user);
    }

    private static Predicate<Session> address(RespBytes word, boolean remote) {
        String wanted = word.text();
        return session -> ClientLines.address(
                        remote
                                ? session.connection().remote()
                                : session.connection().local())
                .equals(wanted);
    }

    private static boolean yes(RespBytes word) throws Wrong {
        boolean yes = Words.is(word, "yes");
        if (!yes && !Words.is(word, "no")) {
            throw new Wrong(SYNTAX);
        }
        return yes;
    }
}
