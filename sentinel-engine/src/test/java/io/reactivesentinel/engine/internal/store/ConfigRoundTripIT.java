package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are used: ours writes what a real Sentinel starts on, and starts on what a real one writes. */
@Timeout(120)
class ConfigRoundTripIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final KnownSentinel PEER =
            new KnownSentinel(new InstanceAddress("127.0.0.1", 7201), StoreFixtures.PEER_ID);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"field.conf", "redis-7.0.conf", "valkey.conf"})
    void aFileGoesBackAndForth(String name) throws Exception {
        int port = RealSentinel.freePort();
        String original = resource(name, port);
        Path file = StoreFixtures.write(directory.resolve("sentinel.conf"), original);
        RealSentinel real = new RealSentinel(directory);

        PersistentState ours = saved(file);
        String written = StoreFixtures.read(file);
        assertThat(comments(written))
                .as("comments, in their order")
                .startsWith(comments(original).toArray(String[]::new));
        assertThat(withoutSentinel(written))
                .startsWith(withoutSentinel(original).toArray(String[]::new));
        assertThat(written).doesNotContain("\r", "primary-reboot");

        String theirs;
        try (RealSentinel.Running running = real.new Running(file, port)) {
            assertThat(running.ask("SENTINEL MYID")).contains(ours.myId());
            String master = running.ask("SENTINEL MASTER mymaster");
            assertThat(master).contains("config-epoch\r\n$2\r\n42\r\n");
            assertThat(running.ask("SENTINEL SENTINELS mymaster")).contains(StoreFixtures.PEER_ID);
            assertThat(running.ask("SENTINEL REPLICAS mymaster")).contains("127.0.0.1:7001");
            assertThat(running.ask("SENTINEL FLUSHCONFIG")).startsWith("+OK");
            theirs = StoreFixtures.read(file);
        }
        assertThat(theirs).contains("protected-mode no", "sentinel myid " + ours.myId());

        PersistentState again = ConfLoader.load(file, List.of()).state("none");
        assertThat(again.myId()).isEqualTo(ours.myId());
        assertThat(again.currentEpoch()).isEqualTo(ours.currentEpoch());
        assertThat(again.settings()).isEqualTo(ours.settings());
        assertThat(again.masters())
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(ours.masters());
        saved(file);
        assertThat(real.new Running(file, port)).satisfies(running -> {
            try (running) {
                assertThat(running.ask("SENTINEL MYID")).contains(ours.myId());
            }
        });
    }

    @Test
    void everyPasswordThatOursWritesIsReadByARealOne() throws Exception {
        int port = RealSentinel.freePort();
        Path file = StoreFixtures.write(
                directory.resolve("sentinel.conf"), "port " + port + "\nsentinel monitor mymaster 127.0.0.1 7000 1\n");
        String password = "a \"b\" 'c' \\ # \u00e4 \u0001 end ";
        ConfStateStore.Opened opened = ConfStateStore.open(SentinelConfig.fromFile(file));
        PersistentState state = opened.loaded().state("a".repeat(40));
        MasterRecord master = state.masters().get(0);
        opened.store()
                .save(new PersistentState(
                        state.myId(),
                        0,
                        state.settings().toBuilder().sentinelPass(password).build(),
                        List.of(MasterRecord.fresh(
                                master.settings().toBuilder().authUser("x y").build()))))
                .block(LIMIT);
        opened.store().close();
        try (RealSentinel.Running running = new RealSentinel(directory).new Running(file, port)) {
            assertThat(running.ask("SENTINEL CONFIG GET sentinel-pass")).contains(password + "\r\n");
        }
    }

    /** Starts on a file, learns something, saves it and ends. */
    private static PersistentState saved(Path file) {
        ConfStateStore.Opened opened = ConfStateStore.open(SentinelConfig.fromFile(file));
        PersistentState before = opened.loaded().state("a".repeat(40));
        List<MasterRecord> masters = new ArrayList<>();
        for (MasterRecord master : before.masters()) {
            List<InstanceAddress> replicas = new ArrayList<>(master.replicas());
            InstanceAddress replica = new InstanceAddress("127.0.0.1", 7001);
            if (!replicas.contains(replica)) {
                replicas.add(replica);
            }
            List<KnownSentinel> sentinels = new ArrayList<>(master.sentinels());
            if (!sentinels.contains(PEER)) {
                sentinels.add(PEER);
            }
            masters.add(new MasterRecord(master.settings(), 42, 43, replicas, sentinels));
        }
        PersistentState after = new PersistentState(before.myId(), 43, before.settings(), masters);
        opened.store().save(after).block(LIMIT);
        opened.store().close();
        return after;
    }

    private static List<String> comments(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("#"))
                .toList();
    }

    /** Everything that is no Sentinel's matter, with the blank lines between. */
    private static List<String> withoutSentinel(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line ->
                        !line.isEmpty() && !line.toLowerCase(Locale.ROOT).startsWith("sentinel "))
                .toList();
    }

    private String resource(String name, int port) throws IOException {
        try (InputStream in = ConfigRoundTripIT.class.getResourceAsStream("/conf/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@PORT@", Integer.toString(port))
                    .replace("@NODE@", Integer.toString(RealSentinel.freePort()))
                    .replace("@DIR@", directory.toString());
        }
    }
}
