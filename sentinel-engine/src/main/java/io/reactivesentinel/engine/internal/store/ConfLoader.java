package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a {@code sentinel.conf} into a configuration and the state it holds. Blocks on the file system. */
public final class ConfLoader {

    private ConfLoader() {}

    /**
     * Reads a file and the lines that follow it.
     *
     * @param file a {@code sentinel.conf}
     * @param extraLines lines from the command line; they count on where the file ends
     * @throws ConfigException naming line and reason, in the words of Redis
     */
    public static LoadedConfig load(Path file, List<String> extraLines) {
        Path absolute = file.toAbsolutePath();
        ConfReader reader = ConfReader.read(absolute, extraLines);
        SentinelLines lines = SentinelLines.apply(reader.sentinelLines(), reader.cwd());
        List<MasterRecord> masters = lines.masters();
        SentinelConfig.Builder builder =
                SentinelConfig.builder().configFile(absolute, extraLines).settings(lines.settings());
        masters.forEach(master -> builder.monitor(master.settings()));
        reader.directives().forEach((name, values) -> values.forEach(words -> builder.directive(name, words)));
        if (reader.directives().containsKey("dir")) {
            builder.directive("dir", List.of(reader.cwd().toString())); // relative ones add up while the file is read
        }
        return new LoadedConfig(builder.build(), lines.myId(), lines.currentEpoch(), masters);
    }

    /** The state in a file, without what else it says. */
    static StoredState loadState(Path file, List<String> extraLines) {
        ConfReader reader = ConfReader.read(file, extraLines);
        SentinelLines lines = SentinelLines.apply(reader.sentinelLines(), reader.cwd());
        return new StoredState(lines.myId(), lines.currentEpoch(), lines.masters());
    }

    /** What a file remembers of earlier runs. */
    record StoredState(Optional<String> myId, long currentEpoch, List<MasterRecord> masters) {

        static final StoredState EMPTY = new StoredState(Optional.empty(), 0, List.of());

        /**
         * The masters of a configuration with what is remembered of them. What the configuration sets wins; only the
         * address comes from the file once a failover has changed it.
         */
        LoadedConfig mergedInto(SentinelConfig config) {
            Map<String, MasterRecord> byName = new HashMap<>();
            masters.forEach(master -> byName.put(master.settings().name(), master));
            List<MasterRecord> merged = config.monitors().stream()
                    .map(settings -> {
                        MasterRecord stored = byName.get(settings.name());
                        if (stored == null) {
                            return MasterRecord.fresh(settings);
                        }
                        boolean moved = stored.configEpoch() > 0;
                        return new MasterRecord(
                                moved
                                        ? settings.toBuilder()
                                                .address(stored.settings().address())
                                                .build()
                                        : settings,
                                stored.configEpoch(),
                                stored.leaderEpoch(),
                                stored.replicas(),
                                stored.sentinels());
                    })
                    .toList();
            return new LoadedConfig(config, myId, currentEpoch, merged);
        }
    }
}
