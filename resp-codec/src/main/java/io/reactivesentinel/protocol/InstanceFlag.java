package io.reactivesentinel.protocol;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;

/** One word of the {@code flags} field of an instance; the order of the constants is the order of the words. */
public enum InstanceFlag {
    /** Subjectively down. */
    SDOWN("s_down"),
    /** Objectively down. */
    ODOWN("o_down"),
    /** A monitored master. */
    MASTER("master"),
    /** A replica. */
    REPLICA("slave"),
    /** Another Sentinel. */
    SENTINEL("sentinel"),
    /** Not all links to it are up. */
    DISCONNECTED("disconnected"),
    /** A Sentinel that last said that the master is down. */
    MASTER_DOWN("master_down"),
    /** A failover of this master is under way here. */
    FAILOVER_IN_PROGRESS("failover_in_progress"),
    /** The replica chosen to be the new master. */
    PROMOTED("promoted"),
    /** Told to follow the new master. */
    RECONF_SENT("reconf_sent"),
    /** Following it, not yet in sync. */
    RECONF_INPROG("reconf_inprog"),
    /** In sync with it. */
    RECONF_DONE("reconf_done"),
    /** The failover needs no majority: an operator asked for it. */
    FORCE_FAILOVER("force_failover"),
    /** SCRIPT KILL was sent to it. */
    SCRIPT_KILL_SENT("script_kill_sent"),
    /** A master that restarted and has not answered PING with PONG since. */
    MASTER_REBOOT("master_reboot");

    private final String wireName;

    InstanceFlag(String wireName) {
        this.wireName = wireName;
    }

    /** The word on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The value of the {@code flags} field: the words in their order, separated by commas. */
    public static String format(Collection<InstanceFlag> flags) {
        StringJoiner words = new StringJoiner(",");
        for (InstanceFlag flag : values()) {
            if (flags.contains(flag)) {
                words.add(flag.wireName);
            }
        }
        return words.toString();
    }

    /** Reads a {@code flags} field; words nobody knows are left out. */
    public static Set<InstanceFlag> parse(String text) {
        Set<InstanceFlag> flags = EnumSet.noneOf(InstanceFlag.class);
        for (String word : text.split(",", -1)) {
            for (InstanceFlag flag : values()) {
                if (flag.wireName.equals(word)) {
                    flags.add(flag);
                }
            }
        }
        return flags;
    }
}
