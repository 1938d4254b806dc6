package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a start makes of the file. Ids of other Sentinels are written as they came, so that a line break in one of them ends
 * its line, and what stands behind it is a directive like any other.
 */
final class FileReading {

    private final Map<String, CState.Monitored> masters = new LinkedHashMap<>();
    private final List<String> extraLines = new ArrayList<>();
    private long currentEpoch;

    private FileReading(CState written) {
        currentEpoch = written.currentEpoch();
        for (CState.Monitored each : written.masters()) {
            masters.put(each.name(), cut(each));
        }
    }

    static CState of(CState written) {
        for (CState.Monitored master : written.masters()) {
            for (CState.Known each : master.sentinels()) {
                if (each.id().indexOf('\n') >= 0) {
                    return new FileReading(written).read(written.myId());
                }
            }
        }
        return written;
    }

    private CState.Monitored cut(CState.Monitored master) {
        List<CState.Known> known = new ArrayList<>();
        for (CState.Known each : master.sentinels()) {
            String[] lines = each.id().split("\n", -1);
            known.add(new CState.Known(each.address(), lines[0]));
            extraLines.addAll(List.of(lines).subList(1, lines.length));
        }
        return with(master, master.configEpoch(), master.leaderEpoch(), known);
    }

    private static CState.Monitored with(
            CState.Monitored of, long configEpoch, long leaderEpoch, List<CState.Known> sentinels) {
        return new CState.Monitored(
                of.name(),
                of.address(),
                of.quorum(),
                of.downAfterMs(),
                of.failoverTimeoutMs(),
                of.parallelSyncs(),
                of.rebootDownAfterMs(),
                of.authUser(),
                of.authPass(),
                configEpoch,
                leaderEpoch,
                of.replicas(),
                sentinels);
    }

    private CState read(String myId) {
        for (String line : extraLines) {
            String[] words = line.trim().split(" +", -1);
            if (words.length > 2 && words[0].equalsIgnoreCase("sentinel")) {
                directive(words);
            }
        }
        return new CState(myId, currentEpoch, List.copyOf(masters.values()));
    }

    /** Those that can do harm; the rest is passed over. */
    private void directive(String[] words) {
        CState.Monitored master = masters.get(words[2]);
        switch (words[1]) {
            case "current-epoch" -> {
                long epoch = Words.unsigned(words[2]);
                currentEpoch = Words.isAbove(epoch, currentEpoch) ? epoch : currentEpoch;
            }
            case "monitor" -> {
                if (master == null && words.length == 6) {
                    masters.put(
                            words[2],
                            CState.Monitored.fresh(
                                    words[2],
                                    new InstanceAddress(words[3], Words.lenient(words[4])),
                                    Words.lenient(words[5]),
                                    Periods.DEFAULT_DOWN_AFTER_MS,
                                    Periods.DEFAULT_FAILOVER_TIMEOUT_MS,
                                    1));
                }
            }
            case "config-epoch" -> {
                if (master != null && words.length == 4) {
                    long epoch = Words.unsigned(words[3]);
                    masters.put(words[2], with(master, epoch, master.leaderEpoch(), master.sentinels()));
                }
            }
            case "leader-epoch" -> {
                if (master != null && words.length == 4) {
                    long epoch = Words.unsigned(words[3]);
                    masters.put(words[2], with(master, master.configEpoch(), epoch, master.sentinels()));
                }
            }
            default -> {}
        }
    }
}
