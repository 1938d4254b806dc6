package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import java.util.List;
import java.util.Optional;

/**
 * A configuration together with what a Sentinel remembers of its earlier runs.
 *
 * @param config the configuration
 * @param settings the settings of the process; a separate state file may have others than the configuration
 * @param myId this Sentinel's id; empty when it has none yet: the caller makes one and saves it before it does anything
 *     else
 * @param currentEpoch the highest epoch found; at least every epoch of the masters
 * @param masters the masters to monitor with their current addresses, in the order of the configuration
 */
public record LoadedConfig(
        SentinelConfig config,
        GlobalSettings settings,
        Optional<String> myId,
        long currentEpoch,
        List<MasterRecord> masters) {

    /** Copies the list. */
    public LoadedConfig {
        masters = List.copyOf(masters);
    }

    /** The state to begin with, under the id found or, if there is none, a given one. */
    public PersistentState state(String freshId) {
        return new PersistentState(myId.orElse(freshId), currentEpoch, settings, masters);
    }
}
