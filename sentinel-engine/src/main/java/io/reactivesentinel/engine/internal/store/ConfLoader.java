package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        return load(file, extraLines, null);
    }

    /**
     * Reads a file and the lines that follow it.
     *
     * @param stateDirectory where state is kept; {@code null} for in the file itself
     * @throws ConfigException as {@link #load(Path, List)}
     */
    public static LoadedConfig load(Path file, List<String> extraLines, @Nullable Path stateDirectory) {
        Path absolute = file.toAbsolutePath();
        ConfReader reader = ConfReader.read(absolute, extraLines);
        SentinelLines lines = SentinelLines.apply(reader.sentinelLines(), reader.cwd());
        List<MasterRecord> masters = lines.masters();
        SentinelConfig.Builder builder =
                SentinelConfig.builder().configFile(absolute, extraLines).settings(lines.settings());
        if (stateDirectory != null) {
            builder.state(stateDirectory.resolve(absolute.getFileName() + ".state"));
        }
        masters.forEach(master -> builder.monitor(master.settings()));
        reader.directives().forEach((name, values) -> values.forEach(words -> builder.directive(name, words)));
        if (reader.directives().containsKey("dir")) {
            builder.directive("dir", List.of(reader.cwd().toString())); // relative ones add up while the file is read
        }
        return new LoadedConfig(builder.build(), lines.settings(), lines.myId(), lines.currentEpoch(), masters);
    }

    /** What paths of a configuration are relative to. */
    static Path cwd(SentinelConfig config) {
        return Path.of(config.directive("dir").map(words -> words.get(0)).orElse(""))
                .toAbsolutePath();
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
            return new LoadedConfig(config, config.settings(), myId, currentEpoch, merged);
        }
    }
}
