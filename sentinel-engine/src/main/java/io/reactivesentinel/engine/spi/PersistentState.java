package io.reactivesentinel.engine.spi;

import java.util.List;

/**
 * Everything a Sentinel must remember across a restart. Immutable; taken whole, so that a saved state is always one that
 * existed.
 *
 * @param myId this Sentinel's 40-character id
 * @param currentEpoch the highest epoch seen or created
 * @param settings settings of the process
 * @param masters the monitored masters, in the order they were added
 */
public record PersistentState(String myId, long currentEpoch, GlobalSettings settings, List<MasterRecord> masters) {

    /** Copies the list. */
    public PersistentState {
        masters = List.copyOf(masters);
    }
}
