package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * How CLIENT TRACKING is set for a connection. It is kept and shown as a server does, and has no effect: a Sentinel has no
 * keys that could change.
 *
 * @param on whether it is on
 * @param broadcast BCAST
 * @param optIn OPTIN
 * @param optOut OPTOUT
 * @param noLoop NOLOOP
 * @param redirect the connection that is to get the messages; 0 for this one
 * @param prefixes what keys must begin with, for BCAST
 * @param caching whether CLIENT CACHING was called for the next command
 */
record ClientTracking(
        boolean on,
        boolean broadcast,
        boolean optIn,
        boolean optOut,
        boolean noLoop,
        long redirect,
        List<RespBytes> prefixes,
        boolean caching) {

    /** No tracking. */
    static final ClientTracking OFF = new ClientTracking(false, false, false, false, false, 0, List.of(), false);

    private static final int MAX_PREFIXES = 256;
    private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    private static final String SYNTAX = "ERR syntax error";
    private static final String BEFORE_DISABLING =
            " before disabling tracking for this client, and then re-enabling it with a different mode.";

    /** Says what is wrong with the words. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        final String text;

        Wrong(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }

    /** Carries out CLIENT TRACKING. */
    static void set(Invocation call, LongPredicate isOpen) {
        try {
            ClientTracking before = call.session().tracking();
            call.session().tracking(read(call.arguments(), before, isOpen));
            call.ok();
        } catch (Wrong wrong) {
            call.error(wrong.text);
        }
    }

    private static ClientTracking read(List<RespBytes> words, ClientTracking before, LongPredicate isOpen)
            throws Wrong {
        boolean broadcast = false;
        boolean optIn = false;
        boolean optOut = false;
        boolean noLoop = false;
        long redirect = 0;
        List<RespBytes> prefixes = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            boolean more = i + 1 < words.size();
            String option = Words.lowerCase(words.get(i));
            if (option.equals("redirect") && more) {
                i++;
                redirect = redirection(redirect, words.get(i), isOpen);
            } else if (option.equals("prefix") && more) {
                i++;
                prefixes.add(RespBytes.wrap(words.get(i).toByteArray()));
            } else {
                switch (option) {
                    case "bcast" -> broadcast = true;
                    case "optin" -> optIn = true;
                    case "optout" -> optOut = true;
                    case "noloop" -> noLoop = true;
                    default -> throw new Wrong(SYNTAX);
                }
            }
        }
        if (Words.is(words.get(0), "off")) {
            return OFF;
        }
        if (!Words.is(words.get(0), "on")) {
            throw new Wrong(SYNTAX);
        }
        ClientTracking after =
                new ClientTracking(true, broadcast, optIn, optOut, noLoop, redirect, prefixes, before.caching);
        after.check(before);
        return broadcast ? after.withPrefixesOf(before) : after;
    }

    private static long redirection(long known, RespBytes word, LongPredicate isOpen) throws Wrong {
        if (known != 0) {
            throw new Wrong("ERR A client can only redirect to a single other client");
        }
        OptionalLong id = Words.integer(word);
        if (id.isEmpty()) {
            throw new Wrong(NOT_AN_INTEGER);
        }
        if (!isOpen.test(id.getAsLong())) {
            throw new Wrong("ERR The client ID you want redirect to does not exist");
        }
        return id.getAsLong();
    }

    private void check(ClientTracking before) throws Wrong {
        if (!broadcast && !prefixes.isEmpty()) {
            throw new Wrong("ERR PREFIX option requires BCAST mode to be enabled");
        }
        if (before.on && before.broadcast != broadcast) {
            throw new Wrong("ERR You can't switch BCAST mode on/off" + BEFORE_DISABLING);
        }
        if (broadcast && (optIn || optOut)) {
            throw new Wrong("ERR OPTIN and OPTOUT are not compatible with BCAST");
        }
        if (optIn && optOut) {
            throw new Wrong("ERR You can't specify both OPTIN mode and OPTOUT mode");
        }
        if ((optIn && before.optOut) || (optOut && before.optIn)) {
            throw new Wrong("ERR You can't switch OPTIN/OPTOUT mode" + BEFORE_DISABLING);
        }
        if (prefixes.size() + before.prefixes.size() > MAX_PREFIXES
                || prefixes.stream().anyMatch(prefix -> prefix.length() > PubSub.MAX_NAME_LENGTH)) {
            throw new Wrong("ERR too many prefixes, or one too long: at most " + MAX_PREFIXES + " of "
                    + PubSub.MAX_NAME_LENGTH + " bytes");
        }
        for (int i = 0; i < prefixes.size(); i++) {
            for (RespBytes old : before.prefixes) {
                overlap(prefixes.get(i), old, "an existing prefix");
            }
            for (RespBytes other : prefixes.subList(i + 1, prefixes.size())) {
                overlap(prefixes.get(i), other, "another provided prefix");
            }
        }
    }

    private static void overlap(RespBytes one, RespBytes other, String what) throws Wrong {
        int common = Math.min(one.length(), other.length());
        if (one.slice(0, common).equals(other.slice(0, common))) {
            throw new Wrong("ERR Prefix '" + one.text() + "' overlaps with " + what + " '" + other.text()
                    + "'. Prefixes for a single client must not overlap.");
        }
    }

    /** Without a prefix it is about every key, which is the empty prefix. */
    private ClientTracking withPrefixesOf(ClientTracking before) {
        List<RespBytes> all = new ArrayList<>(before.prefixes);
        all.addAll(prefixes.isEmpty() && !all.contains(RespBytes.EMPTY) ? List.of(RespBytes.EMPTY) : prefixes);
        all.sort(Comparator.comparing(RespBytes::text));
        return new ClientTracking(on, broadcast, optIn, optOut, noLoop, redirect, List.copyOf(all), caching);
    }

    /** Carries out CLIENT CACHING. */
    static void cache(Invocation call) {
        ClientTracking now = call.session().tracking();
        RespBytes word = call.argument(0);
        boolean yes = Words.is(word, "yes");
        if (!now.optIn && !now.optOut) {
            call.error("ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT"
                    + " mode enabled");
        } else if (!yes && !Words.is(word, "no")) {
            call.error(SYNTAX);
        } else if (yes && !now.optIn) {
            call.error("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
        } else if (!yes && !now.optOut) {
            call.error("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
        } else {
            call.session().tracking(now.with(true));
            call.ok();
        }
    }

    /** The same once the command that CLIENT CACHING was called for has come. */
    ClientTracking withoutCaching() {
        return caching ? with(false) : this;
    }

    private ClientTracking with(boolean cached) {
        return new ClientTracking(on, broadcast, optIn, optOut, noLoop, redirect, prefixes, cached);
    }

    /** The answer to CLIENT GETREDIR. */
    RespValue redirection() {
        return RespValue.Int.of(on ? redirect : -1);
    }

    /** The answer to CLIENT TRACKINGINFO. */
    RespValue info() {
        List<RespValue> flags = new ArrayList<>();
        flags.add(RespValue.bulk(on ? "on" : "off"));
        add(flags, broadcast, "bcast");
        add(flags, optIn, "optin");
        add(flags, optIn && caching, "caching-yes");
        add(flags, optOut, "optout");
        add(flags, optOut && caching, "caching-no");
        add(flags, noLoop, "noloop");
        return new RespValue.MapValue(List.of(
                new RespValue.Entry(RespValue.bulk("flags"), new RespValue.Set(flags)),
                new RespValue.Entry(RespValue.bulk("redirect"), redirection()),
                new RespValue.Entry(
                        RespValue.bulk("prefixes"),
                        new RespValue.Array(prefixes.stream()
                                .<RespValue>map(RespValue.BulkString::new)
                                .toList()))));
    }

    private static void add(List<RespValue> flags, boolean set, String name) {
        if (set) {
            flags.add(RespValue.bulk(name));
        }
    }
}
