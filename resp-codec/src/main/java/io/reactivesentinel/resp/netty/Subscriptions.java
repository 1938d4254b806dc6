package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is subscribed to, as far as the server has confirmed it.
 *
 * <p>Needed for two things: in RESP2 only the state of the connection tells a published message from an array reply, and
 * an unsubscription from everything is confirmed once per subscription. Event loop only.
 */
final class Subscriptions {
    /** Names kept per kind; beyond it confirmations are still delivered but no longer counted. */
    private static final int MAX_TRACKED = 65_536;

    private static final int KINDS = 3;

    /** The commands that are answered by pushes. */
    enum Verb {
        SUBSCRIBE(0, true),
        UNSUBSCRIBE(0, false),
        PSUBSCRIBE(1, true),
        PUNSUBSCRIBE(1, false),
        SSUBSCRIBE(2, true),
        SUNSUBSCRIBE(2, false);

        private final int kind;
        private final boolean adds;
        private final String word = name().toLowerCase(Locale.ROOT);

        Verb(int kind, boolean adds) {
            this.kind = kind;
            this.adds = adds;
        }

        static @Nullable Verb of(RespCommand command) {
            int first = command.words().get(0).length();
            if (first < SUBSCRIBE.word.length() || first > PUNSUBSCRIBE.word.length()) {
                return null;
            }
            for (Verb verb : values()) {
                if (command.isNamed(verb.word)) {
                    return verb;
                }
            }
            return null;
        }

        static @Nullable Verb of(@Nullable String word) {
            for (Verb verb : values()) {
                if (verb.word.equals(word)) {
                    return verb;
                }
            }
            return null;
        }
    }

    private final List<Set<RespValue>> names = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());

    /** Whether a RESP2 array is out of band, given the request that waits for the next reply. */
    boolean isPush(RespValue.Array array, @Nullable PendingRequest next) {
        if (array.items().size() < 3 || !(isActive() || (next != null && next.verb != null))) {
            return false;
        }
        String word = array.items().get(0).asText();
        return "message".equals(word) || "pmessage".equals(word) || "smessage".equals(word) || Verb.of(word) != null;
    }

    private boolean isActive() {
        for (int kind = 0; kind < KINDS; kind++) {
            if (!names.get(kind).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Notes a push if it is a confirmation; whether it was the last one that {@code next} waits for. */
    boolean confirm(List<RespValue> push, @Nullable PendingRequest next) {
        Verb verb = push.size() < 3 ? null : Verb.of(push.get(0).asText());
        if (verb == null) {
            return false;
        }
        Set<RespValue> known = names.get(verb.kind);
        int before = known.size();
        if (!verb.adds) {
            known.remove(push.get(1));
        } else if (before < MAX_TRACKED) {
            known.add(push.get(1));
        }
        if (next == null || next.verb != verb) {
            return false;
        }
        if (next.confirmationsMissing == 0) {
            int named = next.command.size() - 1;
            next.confirmationsMissing = named > 0 ? named : Math.max(1, before);
        }
        next.confirmationsMissing--;
        return next.confirmationsMissing == 0;
    }
}
