package io.reactivesentinel.engine.internal.acl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What users were not allowed, the newest first: bounded in number and in what each entry holds. Any thread.
 *
 * <p>As in Redis, the same refusal of the same user within a minute is one entry with a count, if it is among the ten
 * newest.
 */
public final class AclLog {
    private static final long SAME_FOR_MS = 60_000;
    private static final int LOOKED_AT = 10;

    /** Longest object or name that is kept; a client chooses them. */
    static final int TEXT_MAX = 1024;

    /** Why something was refused. */
    public enum Reason {
        AUTH,
        COMMAND,
        CHANNEL;

        /** The reason on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One refusal.
     *
     * @param count how often
     * @param object the command or channel
     * @param user who tried
     * @param client the line of CLIENT INFO of whoever tried last
     * @param id its number, rising
     * @param createdMs wall clock, milliseconds since 1970
     * @param updatedMs wall clock of the last time
     */
    public record Entry(
            long count,
            Reason reason,
            String object,
            String user,
            String client,
            long id,
            long createdMs,
            long updatedMs) {

        private boolean isLike(Entry other) {
            return reason == other.reason
                    && object.equals(other.object)
                    && user.equals(other.user)
                    && other.createdMs - updatedMs <= SAME_FOR_MS;
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final int max;
    private long lastId = -1;

    /** A log of at most so many entries ({@code acllog-max-len}). */
    public AclLog(int max) {
        this.max = max;
    }

    /** Something was refused. */
    public synchronized void add(Reason reason, String object, String user, String client, long wallMs) {
        Entry fresh = new Entry(1, reason, cut(object), cut(user), client, lastId + 1, wallMs, wallMs);
        Iterator<Entry> newest = entries.iterator();
        for (int i = 0; i < LOOKED_AT && newest.hasNext(); i++) {
            Entry old = newest.next();
            if (old.isLike(fresh)) {
                newest.remove();
                entries.addFirst(
                        new Entry(old.count + 1, reason, old.object, old.user, client, old.id, old.createdMs, wallMs));
                return;
            }
        }
        lastId++;
        entries.addFirst(fresh);
        while (entries.size() > max) {
            entries.removeLast();
        }
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    /** The newest, at most so many. */
    public synchronized List<Entry> newest(long count) {
        List<Entry> told = new ArrayList<>();
        for (Entry entry : entries) {
            if (told.size() >= count) {
                break;
            }
            told.add(entry);
        }
        return told;
    }

    /** Forgets all. */
    public synchronized void clear() {
        entries.clear();
    }
}
