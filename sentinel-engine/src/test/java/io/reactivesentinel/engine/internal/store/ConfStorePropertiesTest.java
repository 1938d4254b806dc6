package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.guards.Seeds;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A store that lives long: state upon state is saved into the same file, every setting anything that may be set, and each
 * is found again whole, with whom it voted for, by whoever starts next.
 */
class ConfStorePropertiesTest {

    private static final int SAVES = 6;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String CHARS =
            "ab09 \t\n\r\0\"'\\#x$%/.,:;-+*[]{}\u000b\u001b\u007f\u0080é\u00ffß≠\ud83d\ude00\ud800\udc80\udcff\uffff";
    private static final String NAMES = "ab \t\"'\\#x$%.,:;-+*[]{}é≠";

    @TempDir
    Path dir;

    static List<Long> seeds() {
        return Seeds.first(12);
    }

    private static String text(Random random, int least, String chars) {
        StringBuilder text = new StringBuilder();
        for (int n = least + random.nextInt(10); n > 0; n--) {
            text.append(chars.charAt(random.nextInt(chars.length())));
        }
        return text.toString();
    }

    private static String text(Random random) {
        return text(random, 1, CHARS);
    }

    private static <T> Optional<T> perhaps(Random random, Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private static long epoch(Random random) {
        return random.nextInt(3) == 0
                ? Epochs.MAX - random.nextInt(2)
                : random.nextLong(Epochs.MAX >> random.nextInt(60));
    }

    private static InstanceAddress address(Random random) {
        return StoreFixtures.address(text(random), random.nextInt(65_536));
    }

    private static String id(Random random) {
        return String.format("%040x", random.nextLong());
    }

    private static Duration period(Random random) {
        return Duration.ofMillis(
                random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(1 << (1 + random.nextInt(29))));
    }

    /** A program that may be run, under a name that is hard to write down. */
    private String script(Random random) {
        Path script = dir.resolve("s" + text(random, 0, NAMES));
        try {
            if (!Files.exists(script)) {
                Files.createFile(
                        script, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return script.toString();
    }

    private PersistentState state(Random random, String id) {
        GlobalSettings settings = new GlobalSettings(
                perhaps(random, () -> text(random)),
                random.nextInt(65_536),
                true,
                random.nextBoolean(),
                random.nextBoolean(),
                perhaps(random, () -> text(random)),
                perhaps(random, () -> new Secret(text(random))));
        List<MasterRecord> masters = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            MasterRecord master = master(random);
            if (names.add(master.settings().name())) {
                masters.add(master);
            }
        }
        return new PersistentState(id, Epochs.MAX, settings, masters);
    }

    private MasterRecord master(Random random) {
        Map<String, String> renames = new TreeMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            renames.put(List.of("CONFIG", "SLAVEOF", "MULTI").get(n), "1" + text(random));
        }
        MonitorConfig settings = new MonitorConfig(
                random.nextInt(4) == 0 ? "mymaster" : text(random),
                address(random),
                1 + random.nextInt(random.nextBoolean() ? 5 : Integer.MAX_VALUE),
                random.nextInt(3) == 0 ? MonitorConfig.DEFAULT_DOWN_AFTER : period(random),
                random.nextInt(3) == 0 ? MonitorConfig.DEFAULT_FAILOVER_TIMEOUT : period(random),
                random.nextInt(3) == 0 ? MonitorConfig.DEFAULT_PARALLEL_SYNCS : random.nextInt(100),
                perhaps(random, () -> text(random)),
                perhaps(random, () -> new Secret(text(random))),
                perhaps(random, () -> script(random)),
                perhaps(random, () -> script(random)),
                random.nextBoolean() ? Duration.ZERO : period(random),
                renames);
        Set<InstanceAddress> replicas = new HashSet<>();
        Map<String, KnownSentinel> sentinels = new TreeMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            replicas.add(address(random));
            String id = id(random);
            sentinels.put(id, new KnownSentinel(address(random), id));
        }
        replicas.remove(settings.address());
        return new MasterRecord(
                settings,
                epoch(random),
                epoch(random),
                List.copyOf(replicas),
                List.copyOf(sentinels.values()),
                perhaps(random, () -> id(random)));
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void everyStateThatWasSavedIsFoundAgainWhole(long seed) throws IOException {
        Random random = new Random(seed);
        Path file = dir.resolve("sentinel.conf");
        String comment = "# " + text(random, 0, NAMES);
        Files.writeString(file, comment + "\nport 26379\n\nloglevel verbose\n");
        ConfStateStore store = new ConfStateStore(new DurableFile(file));
        String id = id(random);
        for (int i = 0; i < SAVES; i++) {
            PersistentState state = state(random, id);
            store.save(state).block(LIMIT);

            LoadedConfig loaded = ConfLoader.load(file, List.of());
            assertThat(loaded.myId()).contains(id);
            assertThat(loaded.currentEpoch()).isEqualTo(state.currentEpoch());
            assertThat(loaded.config().settings()).isEqualTo(state.settings());
            assertThat(loaded.config().settings().sentinelPass().map(Secret::value))
                    .isEqualTo(state.settings().sentinelPass().map(Secret::value));
            // A new start has no memory of the votes but the file.
            List<MasterRecord> found = new VoteFile(file).complete(loaded.masters());
            assertThat(found)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("replicas", "sentinels")
                    .containsExactlyInAnyOrderElementsOf(state.masters());
            for (MasterRecord each : state.masters()) {
                MasterRecord same = found.stream()
                        .filter(other ->
                                other.settings().name().equals(each.settings().name()))
                        .findFirst()
                        .orElseThrow();
                assertThat(same.replicas()).containsExactlyInAnyOrderElementsOf(each.replicas());
                assertThat(same.sentinels()).containsExactlyInAnyOrderElementsOf(each.sentinels());
            }
            // As bytes, for not everything that is kept is text.
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .startsWith(
                            new String(comment.strip().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                    .contains("port 26379\n", "loglevel verbose\n");
            if (random.nextBoolean()) {
                store = new ConfStateStore(new DurableFile(file));
            }
        }
    }
}
