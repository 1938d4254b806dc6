package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What host names stand for, as far as it is known: where our own link to a name leads, and what a name that nobody is
 * linked to was resolved to. A node is held under the address by which it became known; whatever comes from outside is
 * brought to that form here, and whatever goes out is brought to the form that {@code announce-hostnames} asks for.
 *
 * <p>Nothing ever waits for a name. One that is not resolved yet proves nothing; what it last stood for holds until it is
 * known to stand for something else.
 */
final class Names {

    /** How long an answer, or none, is enough. */
    static final long AGAIN_MS = 5_000;

    /** The same for who wants to connect: a container that is made anew has another address in no time. */
    private static final long CONNECT_AGAIN_MS = 1_000;

    /** For how long who wants to connect waits for an answer before what is known must do. */
    private static final long PATIENCE_MS = 200;

    /** Anybody may make us ask, by a hello or a question: not more than so many at a time, and so many remembered. */
    static final int MAX_PENDING = 16;

    static final int MAX_KNOWN = 1_024;

    private static final class Entry {
        /** By family, for a node may have one address of each; empty for none. */
        String ipv4 = "";

        String ipv6 = "";

        /** The one learnt last. */
        String latest = "";

        /** All of them, of which one after the other is tried until a connection stands. */
        List<String> all = List.of();

        int turn;

        long askedMs = Time.NEVER;
        boolean pending;
        boolean failing;

        boolean is(String numeric) {
            return numeric.equals(ipv4) || numeric.equals(ipv6);
        }

        boolean learn(String numeric) {
            boolean isNew = !is(numeric);
            latest = numeric;
            if (numeric.indexOf(':') >= 0) {
                ipv6 = numeric;
            } else {
                ipv4 = numeric;
            }
            return isNew;
        }
    }

    private final Self self;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int pending;

    Names(Self self) {
        this.self = self;
    }

    /** Whether two addresses are known to be one place. */
    boolean isSame(InstanceAddress one, InstanceAddress other) {
        return one.port() == other.port() && isSameHost(one.host(), other.host());
    }

    private boolean isSameHost(String one, String other) {
        if (one.equalsIgnoreCase(other)) {
            return true;
        }
        String first = Hosts.canonical(one);
        String second = Hosts.canonical(other);
        if (first.equals(second)) {
            return true;
        }
        Entry a = entries.get(key(first));
        Entry b = entries.get(key(second));
        if (a == null) {
            return b != null && b.is(first);
        }
        if (b == null) {
            return a.is(second);
        }
        return (!a.ipv4.isEmpty() && b.is(a.ipv4)) || (!a.ipv6.isEmpty() && b.is(a.ipv6));
    }

    /** Whether two addresses may be one place or two, for all that is known. */
    boolean isUnclear(InstanceAddress one, InstanceAddress other) {
        return one.port() == other.port()
                && !isSameHost(one.host(), other.host())
                && (isUnresolved(one.host()) || isUnresolved(other.host()));
    }

    private boolean isUnresolved(String host) {
        Entry entry = entries.get(key(host));
        return (entry == null || entry.latest.isEmpty()) && !Hosts.isNumeric(host);
    }

    /** Whether a name that stands for nothing yet is being asked for, the first time since it last failed. */
    boolean isAwaited(String host) {
        Entry entry = entries.get(key(host));
        return entry != null && entry.pending && !entry.failing;
    }

    /** Whether it is a name that stands for nothing yet, so that nothing can be made of it. */
    boolean isUnresolved(InstanceAddress address) {
        return self.settings.resolveHostnames() && isUnresolved(address.host());
    }

    /** The form in which an address is told: a name only if it is to be, unless nothing else is known. */
    InstanceAddress shown(InstanceAddress address) {
        if (entries.isEmpty() || self.settings.announceHostnames()) {
            return address;
        }
        Entry entry = entries.get(key(address.host()));
        return entry == null || entry.latest.isEmpty() ? address : new InstanceAddress(entry.latest, address.port());
    }

    /** One spelling for each place: the numeric address when it is known. */
    String place(InstanceAddress address) {
        Entry entry = entries.get(key(address.host()));
        String host = entry == null || entry.latest.isEmpty() ? Hosts.canonical(address.host()) : entry.latest;
        return new InstanceAddress(host, address.port()).toString();
    }

    /**
     * When a connection to an address may be begun: at once, or when its name has been asked for long enough. A name server
     * that is down must not make a node look down, so what the name last stood for does before long.
     */
    long readyMs(InstanceAddress address, Step step) {
        ask(address.host(), CONNECT_AGAIN_MS, step);
        Entry entry = entries.get(key(address.host()));
        return entry == null || !entry.pending || entry.failing
                ? step.nowMs
                : entry.askedMs + (entry.latest.isEmpty() ? AGAIN_MS : PATIENCE_MS);
    }

    /** Where to connect to reach an address: what a name stands for, as far as that is known. */
    InstanceAddress reach(InstanceAddress address) {
        Entry entry = entries.get(key(address.host()));
        return entry == null || entry.all.isEmpty()
                ? address
                : new InstanceAddress(entry.all.get(entry.turn % entry.all.size()), address.port());
    }

    /** No connection to a host came to stand there: the next of its addresses is tried, if it has several. */
    void missed(String host, String numeric) {
        Entry entry = entries.get(key(host));
        if (entry != null && entry.all.indexOf(numeric) == entry.turn % Math.max(1, entry.all.size())) {
            entry.turn = (entry.turn + 1) % entry.all.size();
        }
    }

    /** A connection to a host stands, and this is where it leads: what the name stood for before, it stands for no more. */
    void linked(String host, String remote, Step step) {
        String numeric = Hosts.canonical(remote);
        if (Hosts.isNumeric(host) || !Hosts.isNumeric(numeric)) {
            return;
        }
        Entry entry = entry(host);
        if (entry == null) {
            return;
        }
        if (!entry.all.contains(numeric)) {
            entry.all = List.of(numeric);
        }
        entry.turn = entry.all.indexOf(numeric);
        if (entry.learn(numeric)) {
            self.namesChanged(step);
        }
    }

    /** Has a name resolved, unless it is a number or was asked for a moment ago. */
    void ask(String host, Step step) {
        ask(host, AGAIN_MS, step);
    }

    private void ask(String host, long againMs, Step step) {
        if (!self.settings.resolveHostnames() || Hosts.isNumeric(host) || host.isEmpty()) {
            return;
        }
        Entry known = entries.get(key(host));
        boolean recent = known != null && (known.pending || step.nowMs < known.askedMs + againMs);
        if (recent || pending >= MAX_PENDING) {
            return;
        }
        Entry entry = entry(host);
        if (entry != null) {
            entry.pending = true;
            entry.askedMs = step.nowMs;
            pending++;
            step.effects.resolve(host);
        }
    }

    /** A name was resolved, or could not be. */
    void resolved(Input.Resolved input, Step step) {
        Entry entry = entries.get(key(input.host()));
        if (entry == null || !entry.pending) {
            return;
        }
        entry.pending = false;
        pending--;
        connectThose(input.host(), step);
        if (input.addresses().isEmpty()) {
            if (!entry.failing) {
                entry.failing = true;
                step.effects.log(EventLevel.WARNING, "Failed to resolve hostname '" + input.host() + "'");
            }
            return;
        }
        entry.failing = false;
        boolean changed = !isLinked(input.host()) && learn(entry, input.addresses());
        if (changed) {
            self.namesChanged(step);
        }
    }

    /** They may have waited for the answer. */
    private void connectThose(String host, Step step) {
        for (MonitoredMaster master : self.masters.values()) {
            for (Instance each : master.instances()) {
                if (each.address().host().equalsIgnoreCase(host)) {
                    self.timers.schedule(each.link.timer, step.nowMs);
                }
            }
        }
    }

    /** The first of each family, as connecting would take it. */
    private static boolean learn(Entry entry, List<String> addresses) {
        String ipv4 = "";
        String ipv6 = "";
        String first = "";
        for (String address : addresses) {
            String numeric = Hosts.canonical(address);
            boolean six = numeric.indexOf(':') >= 0;
            first = first.isEmpty() ? numeric : first;
            ipv4 = !six && ipv4.isEmpty() ? numeric : ipv4;
            ipv6 = six && ipv6.isEmpty() ? numeric : ipv6;
        }
        boolean changed = !ipv4.equals(entry.ipv4) || !ipv6.equals(entry.ipv6);
        entry.ipv4 = ipv4;
        entry.ipv6 = ipv6;
        entry.latest = first;
        entry.all = addresses.stream().map(Hosts::canonical).toList();
        entry.turn = 0;
        return changed;
    }

    /** While a connection stands, the name means the process at its other end, whatever a name server says by now. */
    private boolean isLinked(String host) {
        for (MonitoredMaster master : self.masters.values()) {
            for (Instance each : master.instances()) {
                if (each.address().host().equalsIgnoreCase(host)
                        && each.link.command != null
                        && each.link.command.isOpen()
                        && !each.link.command.remoteHost.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many are remembered. */
    int size() {
        return entries.size();
    }

    private @Nullable Entry entry(String host) {
        Entry known = entries.get(key(host));
        if (known != null) {
            return known;
        }
        if (entries.size() >= MAX_KNOWN) {
            Set<String> used = new HashSet<>();
            for (MonitoredMaster master : self.masters.values()) {
                master.instances().forEach(each -> used.add(key(each.address().host())));
            }
            entries.entrySet().removeIf(each -> !each.getValue().pending && !used.contains(each.getKey()));
            if (entries.size() >= MAX_KNOWN) {
                return null;
            }
        }
        Entry made = new Entry();
        entries.put(key(host), made);
        return made;
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
