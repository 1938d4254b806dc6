package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.TopologyEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of hosts, in those simulations that use them. There a process goes by the name of its host for everybody who
 * watches, and whatever a Sentinel holds or says in names or numbers is brought to that; so the same things can be demanded
 * of it. Elsewhere nothing of this happens.
 */
final class HostNames {

    private static final int MAX_TOLD = 50_000;
    private static final String DOMAIN = ".net";
    private static final Pattern FOLLOWS = Pattern.compile("master_host:([^\r\n]+)\r\nmaster_port:(\\d+)");

    private final Map<String, SimHost> byName = new HashMap<>();
    /** Who has an address, or had it last. */
    private final Map<String, SimHost> byIp = new HashMap<>();

    /** One list of words is one question to those who watch, and has to be so when it is told in names. */
    private final IdentityHashMap<List<String>, List<String>> told = new IdentityHashMap<>();

    private final ArrayDeque<List<String>> order = new ArrayDeque<>();
    private final Set<SimHost> spoken = new HashSet<>();
    private final Set<String> unknown = new HashSet<>();
    private boolean stalled;
    private @Nullable Chance chance;

    /** From now on they are used; what is chosen is chosen by this chance. */
    void use(Chance own) {
        chance = own;
    }

    boolean areUsed() {
        return chance != null;
    }

    Chance chance() {
        if (chance == null) {
            throw new IllegalStateException("names are not used here");
        }
        return chance;
    }

    void added(SimHost host) {
        byName.put(host.name() + DOMAIN, host);
        byIp.put(host.ip(), host);
        if (areUsed() && chance().oneIn(2)) {
            spoken.add(host);
        }
    }

    void moved(SimHost host) {
        byIp.put(host.ip(), host);
    }

    /** Whether nodes on this host tell their name and are known by it, so that its number may change. */
    boolean isSpoken(SimHost host) {
        return spoken.contains(host);
    }

    /** By what processes on this host go: its name where names are used. */
    String of(SimHost host) {
        return areUsed() ? host.name() + DOMAIN : host.ip();
    }

    /** What nodes on this host are called by others who have to choose. */
    InstanceAddress spelled(SimProcess process) {
        boolean byNumber = areUsed() && !isSpoken(process.host()) && chance().oneIn(2);
        return byNumber ? new InstanceAddress(process.host().ip(), process.port()) : process.address();
    }

    /** What a node says of a replica that follows it. */
    String told(SimProcess replica, String seenIp) {
        return areUsed() && isSpoken(replica.host()) ? of(replica.host()) : seenIp;
    }

    @Nullable
    SimHost hostOf(String name) {
        return byName.get(name);
    }

    // --- The service that Sentinels ask.

    /** Answers come after seconds, too late to be of use. */
    void stall(boolean on) {
        stalled = on;
    }

    boolean isStalled() {
        return stalled;
    }

    /** Nobody knows this host any more, or all know it again. */
    void forget(SimHost host, boolean on) {
        if (on) {
            unknown.add(of(host));
        } else {
            unknown.remove(of(host));
        }
    }

    void recover() {
        stalled = false;
        unknown.clear();
    }

    /** Its number; {@code null} when the service does not know it. */
    @Nullable
    String resolve(String name) {
        SimHost host = byName.get(name);
        return host == null || unknown.contains(name) ? null : host.ip();
    }

    // --- For those who watch.

    /** The one form of an address. */
    InstanceAddress identity(InstanceAddress address) {
        SimHost host = areUsed() ? byIp.get(address.host()) : null;
        return host == null ? address : new InstanceAddress(of(host), address.port());
    }

    /** A command with all addresses in their one form. */
    List<String> identity(List<String> words) {
        int at = !areUsed() ? -1 : Wording.isDownQuestion(words) ? 2 : Wording.isRoleCommand(words) ? 1 : -1;
        if (at < 0 || !words.get(at + 1).matches("\\d+")) {
            return words;
        }
        List<String> known = told.get(words);
        if (known != null) {
            return known;
        }
        List<String> changed = new ArrayList<>(words);
        changed.set(at, host(words.get(at)));
        told.put(words, changed);
        order.add(words);
        if (order.size() > MAX_TOLD) {
            told.remove(order.remove());
        }
        return changed;
    }

    /** An answer with all addresses in their one form. */
    List<RespValue> identity(List<String> words, List<RespValue> values) {
        if (!areUsed() || values.size() != 1) {
            return values;
        }
        RespValue value = values.get(0);
        if (Wording.isSentinelCommand(words, "GET-MASTER-ADDR-BY-NAME")
                && value.elements().size() == 2) {
            List<RespValue> parts = new ArrayList<>(value.elements());
            parts.set(0, RespValue.bulk(host(String.valueOf(parts.get(0).asText()))));
            return List.of(new RespValue.Array(parts));
        }
        String text = words.size() == 1 && words.get(0).equals("INFO") ? value.asText() : null;
        Matcher found = FOLLOWS.matcher(text == null ? "" : text);
        if (text != null && found.find()) {
            String host = host(found.group(1));
            return List.of(RespValue.bulk(text.substring(0, found.start(1)) + host + text.substring(found.end(1))));
        }
        return values;
    }

    private String host(String host) {
        return identity(new InstanceAddress(host, 0)).host();
    }

    /** An event with all addresses in their one form. */
    SentinelEvent identity(SentinelEvent event) {
        if (!areUsed()) {
            return event;
        }
        if (event instanceof SwitchMasterEvent e) {
            return new SwitchMasterEvent(
                    e.master(), identity(e.oldAddress()), identity(e.newAddress()), e.configEpoch(), e.atMs());
        } else if (event instanceof TopologyEvent e) {
            return new TopologyEvent(e.type(), identity(e.instance()), e.detail(), e.atMs());
        } else if (event instanceof FailoverEvent e) {
            return new FailoverEvent(e.type(), identity(e.instance()), e.epoch(), e.atMs());
        } else if (event instanceof SubjectiveDownEvent e) {
            return new SubjectiveDownEvent(e.down(), identity(e.instance()), e.atMs());
        } else if (event instanceof ObjectiveDownEvent e) {
            return new ObjectiveDownEvent(e.down(), identity(e.master()), e.agreeing(), e.quorum(), e.atMs());
        }
        return event;
    }

    private InstanceRef identity(InstanceRef ref) {
        return new InstanceRef(
                ref.kind(), ref.name(), identity(ref.address()), ref.masterName(), identity(ref.masterAddress()));
    }
}
