package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.HealthEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MonitorEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configurations: one address for each epoch (S5), epochs that never fall (S6, S7), an address that changes only with a
 * newer epoch (S8), a switch that is told once and is true (S17), Sentinels that are not forgotten (S20), at most so many
 * replicas turned at a time (S16), and no defect that sets a master aside.
 */
final class ConfigChecks implements Observer {

    private record Issue(String master, long epoch) {}

    /** What one Sentinel held about one master when it was last looked at. */
    private static final class Seen {
        final SentinelNode.Held view;
        InstanceAddress address;
        long configEpoch;
        int peers;

        Seen(SentinelNode.Held view) {
            this.view = view;
            this.address = view.address();
            this.configEpoch = view.configEpoch();
            this.peers = view.peers();
        }
    }

    /** What one Sentinel held when it was last looked at. */
    private static final class Ledger {
        SimProcess.@Nullable Life life;
        long currentEpoch;
        final Map<String, Seen> masters = new HashMap<>();
        final Map<String, Long> floors = new HashMap<>();
        final Set<String> mayForget = new HashSet<>();
        final Set<String> switches = new HashSet<>();

        void forget(String master) {
            masters.remove(master);
            floors.remove(master);
            switches.removeIf(each -> each.startsWith(master + " "));
        }
    }

    private final Violations violations;
    private final Map<SentinelNode, Ledger> ledgers = new HashMap<>();
    private final Map<Issue, InstanceAddress> issued = new HashMap<>();
    /** Epochs that somebody gave to an address without being elected: a C Sentinel, or an operator's lone failover. */
    private final Set<Issue> tainted = new HashSet<>();

    /** Epochs in which somebody voted: no other can be that of a configuration. */
    private final Set<Issue> voted = new HashSet<>();

    private final boolean onlyOurs;
    private long switches;
    private long conflicts;

    /**
     * Checks for one run.
     *
     * @param violations takes what does not hold
     * @param onlyOurs whether all Sentinels are ours; C's make epochs that nobody voted in
     */
    ConfigChecks(Violations violations, boolean onlyOurs) {
        this.violations = violations;
        this.onlyOurs = onlyOurs;
    }

    /** How many times a Sentinel has taken over another address. */
    long switches() {
        return switches;
    }

    /** How many epochs had two addresses by the doing of those who promise nothing. */
    long conflicts() {
        return conflicts;
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        Ledger ledger = ledgers.computeIfAbsent(by, unused -> new Ledger());
        if (event instanceof VoteEvent vote) {
            voted.add(new Issue(vote.master(), vote.epoch()));
        } else if (event instanceof SwitchMasterEvent change) {
            switches++;
            switched(by, change, ledger);
        } else if (event instanceof HealthEvent && event.type() == EventType.FAULTED) {
            violations.add("FAULT", by.process() + " sets a master aside: " + event.payload());
        } else if (event instanceof MonitorEvent && event.type() == EventType.UNMONITOR) {
            // It may begin anew, perhaps under the same name and elsewhere.
            event.masterName().ifPresent(ledger::forget);
        } else if (event.type() == EventType.RESET_MASTER || event.type() == EventType.SENTINEL_INVALID_ADDR) {
            event.masterName().ifPresent(ledger.mayForget::add);
        } else if (event instanceof FailoverEvent told && event.type() == EventType.REPLICA_RECONF_SENT) {
            turns(by, told);
        } else if (event instanceof FailoverEvent step && event.type() == EventType.STATE_WAIT_PROMOTION) {
            String master = step.instance().masterName();
            SentinelNode.Held held = by.held(master);
            if (!by.isOurs() || (held != null && held.isWithoutMajority())) {
                tainted.add(new Issue(master, step.epoch()));
            }
        }
    }

    /** One more is being turned: not those count that were begun before an operator allowed fewer. */
    private void turns(SentinelNode by, FailoverEvent told) {
        SentinelNode.Held held = by.held(told.instance().masterName());
        if (by.isOurs() && held != null && held.reconfiguring() > held.parallelSyncs()) {
            violations.add(
                    "S16",
                    by.process() + " turns " + held.reconfiguring() + " replicas of " + held.master() + " at a time, "
                            + held.parallelSyncs() + " are allowed");
        }
    }

    private void switched(SentinelNode by, SwitchMasterEvent change, Ledger ledger) {
        if (!by.isOurs()) {
            return;
        }
        SentinelNode.Held held = by.held(change.master());
        // One that is being removed is not held any more, and what is told of it is still true.
        if (held != null
                && (!held.address().equals(change.newAddress()) || held.configEpoch() != change.configEpoch())) {
            violations.add(
                    "S17",
                    by.process() + " tells " + change.payload() + " and holds " + held.address() + " in epoch "
                            + held.configEpoch());
        }
        if (!ledger.switches.add(change.master() + " " + change.configEpoch())) {
            violations.add(
                    "S17", by.process() + " tells " + change.payload() + " twice in epoch " + change.configEpoch());
        }
    }

    @Override
    public void turned(SentinelNode by) {
        Ledger ledger = ledgers.computeIfAbsent(by, unused -> new Ledger());
        if (by.isOurs()) {
            look(by, ledger);
        } else {
            for (SentinelNode.Held held : by.held()) {
                Seen seen = ledger.masters.computeIfAbsent(held.master(), unused -> new Seen(held));
                if (seen.configEpoch != held.configEpoch() || seen.view != held) {
                    ledger.masters.put(held.master(), new Seen(held));
                    issue(by, held);
                }
            }
        }
    }

    private void look(SentinelNode by, Ledger ledger) {
        SimProcess.Life now = by.process().life();
        if (ledger.life != now) {
            ledger.life = now;
            ledger.currentEpoch = 0;
            ledger.masters.values().forEach(seen -> ledger.floors.put(seen.view.master(), seen.configEpoch));
            ledger.masters.clear();
        }
        if (by.currentEpoch() < ledger.currentEpoch) {
            violations.add(
                    "S7", by.process() + " falls from epoch " + ledger.currentEpoch + " to " + by.currentEpoch());
        }
        ledger.currentEpoch = by.currentEpoch();
        for (SentinelNode.Held held : by.held()) {
            Seen seen = ledger.masters.get(held.master());
            if (seen == null) {
                begin(by, held, ledger);
            } else if (seen.configEpoch != held.configEpoch()
                    || seen.peers != held.peers()
                    || !seen.address.equals(held.address())) {
                compare(by, held, seen, ledger);
            }
            if (held.configEpoch() > by.currentEpoch() || held.leaderEpoch() > by.currentEpoch()) {
                violations.add(
                        "S7",
                        by.process() + " holds epochs " + held.configEpoch() + " and " + held.leaderEpoch() + " of "
                                + held.master() + " beyond its own " + by.currentEpoch());
            }
        }
        forgetRemoved(by, ledger);
    }

    private static void forgetRemoved(SentinelNode by, Ledger ledger) {
        if (!ledger.floors.isEmpty()) {
            for (String master : List.copyOf(ledger.floors.keySet())) {
                if (by.held(master) == null) {
                    ledger.forget(master);
                }
            }
        }
        if (ledger.masters.size() > by.held().size()) {
            for (String master : List.copyOf(ledger.masters.keySet())) {
                if (by.held(master) == null) {
                    ledger.forget(master);
                }
            }
        }
    }

    private void begin(SentinelNode by, SentinelNode.Held held, Ledger ledger) {
        long floor = ledger.floors.getOrDefault(held.master(), 0L);
        if (held.configEpoch() < floor) {
            violations.add(
                    "S6",
                    by.process() + " comes back with configuration epoch " + held.configEpoch() + " of " + held.master()
                            + ", it held " + floor);
        }
        ledger.masters.put(held.master(), new Seen(held));
        issue(by, held);
    }

    private void compare(SentinelNode by, SentinelNode.Held held, Seen seen, Ledger ledger) {
        if (held.configEpoch() < seen.configEpoch) {
            violations.add(
                    "S6",
                    by.process() + " falls from configuration epoch " + seen.configEpoch + " of " + held.master()
                            + " to " + held.configEpoch());
        }
        if (!held.address().equals(seen.address) && held.configEpoch() <= seen.configEpoch) {
            violations.add(
                    "S8",
                    by.process() + " moves " + held.master() + " from " + seen.address + " to " + held.address()
                            + " in epoch " + held.configEpoch());
        }
        if (held.peers() < seen.peers && !ledger.mayForget.remove(held.master())) {
            violations.add(
                    "S20",
                    by.process() + " knows " + held.peers() + " other Sentinels of " + held.master() + ", it knew "
                            + seen.peers);
        }
        if (held.configEpoch() != seen.configEpoch) {
            issue(by, held);
        }
        seen.address = held.address();
        seen.configEpoch = held.configEpoch();
        seen.peers = held.peers();
    }

    private void issue(SentinelNode by, SentinelNode.Held held) {
        if (held.configEpoch() == 0) {
            return;
        }
        Issue issue = new Issue(held.master(), held.configEpoch());
        if (onlyOurs && !voted.contains(issue)) {
            violations.add(
                    "S22",
                    by.process() + " holds " + held.address() + " for " + held.master() + " in epoch "
                            + held.configEpoch() + ", in which nobody ever voted");
        }
        InstanceAddress before = issued.putIfAbsent(issue, held.address());
        if (before == null || before.equals(held.address())) {
            return;
        }
        if (!by.isOurs()) {
            // A leader of C's that hears of its successor while it reconfigures takes over the epoch, and not the
            // address.
            tainted.add(issue);
        }
        if (tainted.contains(issue)) {
            conflicts++;
        } else {
            violations.add(
                    "S5",
                    by.process() + " holds " + held.address() + " for " + held.master() + " in epoch "
                            + held.configEpoch() + ", others hold " + before);
        }
    }
}
