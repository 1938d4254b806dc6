package io.reactivesentinel.protocol;

import io.reactivesentinel.resp.RespBytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pattern language of PSUBSCRIBE and SENTINEL RESET: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]} and
 * {@code \x}, case-sensitive, on bytes; malformed patterns mean what they mean in Redis.
 *
 * <p>Immutable; any thread. Patterns come from strangers, so matching never backtracks further than to the last
 * {@code *}: at most the length of the text times that of the pattern, and nothing for a pattern that needs more text than
 * there is.
 */
public final class GlobPattern {
    private static final int BYTES = 256;

    /** One place of a pattern other than {@code *}: which bytes may stand there. */
    private sealed interface Place {
        boolean admits(int b);
    }

    private enum Any implements Place {
        BYTE;

        @Override
        public boolean admits(int b) {
            return true;
        }
    }

    private record One(int wanted) implements Place {
        @Override
        public boolean admits(int b) {
            return b == wanted;
        }
    }

    private record OneOf(BitSet set) implements Place {
        @Override
        public boolean admits(int b) {
            return set.get(b);
        }
    }

    /** The places in order; {@code null} stands for any number of bytes, never twice in a row. */
    private final List<@Nullable Place> places;

    private final int minLength;

    private GlobPattern(List<@Nullable Place> places, int minLength) {
        this.places = places;
        this.minLength = minLength;
    }

    /** Reads a pattern; every text is one. */
    public static GlobPattern of(String pattern) {
        return of(RespBytes.of(pattern));
    }

    /** Reads a pattern; every text is one. */
    public static GlobPattern of(RespBytes pattern) {
        List<@Nullable Place> places = new ArrayList<>();
        int stars = 0;
        int at = 0;
        while (at < pattern.length()) {
            int b = byteAt(pattern, at++);
            if (b == '*') {
                if (places.isEmpty() || places.get(places.size() - 1) != null) {
                    places.add(null);
                    stars++;
                }
            } else if (b == '?') {
                places.add(Any.BYTE);
            } else if (b == '[') {
                BitSet set = new BitSet(BYTES);
                at = readSet(pattern, at, set);
                places.add(new OneOf(set));
            } else {
                boolean escape = b == '\\' && at < pattern.length();
                places.add(new One(escape ? byteAt(pattern, at++) : b));
            }
        }
        return new GlobPattern(places, places.size() - stars);
    }

    /** Reads a set whose first byte is at {@code from}; returns where the pattern goes on. A set may lack its end. */
    private static int readSet(RespBytes pattern, int from, BitSet set) {
        int at = from;
        int end = pattern.length();
        boolean negated = at < end && byteAt(pattern, at) == '^';
        if (negated) {
            at++;
        }
        while (at < end && byteAt(pattern, at) != ']') {
            int b = byteAt(pattern, at);
            if (b == '\\' && at + 1 < end) {
                set.set(byteAt(pattern, at + 1));
                at += 2;
            } else if (at + 2 < end && byteAt(pattern, at + 1) == '-') {
                int other = byteAt(pattern, at + 2);
                set.set(Math.min(b, other), Math.max(b, other) + 1);
                at += 3;
            } else {
                set.set(b);
                at++;
            }
        }
        if (negated) {
            set.flip(0, BYTES);
        }
        return Math.min(at + 1, end);
    }

    /** Whether the whole of {@code text} fits the pattern. */
    public boolean matches(String text) {
        return matches(RespBytes.of(text));
    }

    /** Whether the whole of {@code text} fits the pattern. */
    public boolean matches(RespBytes text) {
        if (text.length() < minLength) {
            return false;
        }
        int at = 0;
        int place = 0;
        int star = -1;
        int resumeAt = 0;
        while (at < text.length()) {
            if (place < places.size()) {
                Place wanted = places.get(place);
                if (wanted == null) {
                    star = place++;
                    resumeAt = at;
                    continue;
                }
                if (wanted.admits(byteAt(text, at))) {
                    place++;
                    at++;
                    continue;
                }
            }
            if (star < 0) {
                return false;
            }
            // Let the last star take one byte more. Earlier stars need not be tried again: whatever they could give up,
            // the last one can take instead.
            place = star + 1;
            at = ++resumeAt;
        }
        while (place < places.size() && places.get(place) == null) {
            place++;
        }
        return place == places.size();
    }

    private static int byteAt(RespBytes bytes, int index) {
        return bytes.at(index) & 0xff;
    }
}
