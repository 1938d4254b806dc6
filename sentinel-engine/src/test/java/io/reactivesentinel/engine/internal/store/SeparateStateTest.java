package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State in a directory of its own, beside an operator's file that nobody writes. */
class SeparateStateTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String OPERATOR = """
            # kept by the configuration management
            port 26379
            sentinel monitor m 10.0.0.1 6379 2
            sentinel down-after-milliseconds m 5000
            sentinel auth-pass m "s3cret word"
            sentinel monitor other 10.0.0.9 6379 1
            """;

    @TempDir
    Path directory;

    private Path states;

    @BeforeEach
    void operatorsFile() throws IOException {
        states = Files.createDirectory(directory.resolve("states"));
        StoreFixtures.write(file(), OPERATOR);
    }

    @Test
    void theOperatorsFileIsNeverWritten() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));
        run(state -> state);
        run(state -> state);
        assertThat(StoreFixtures.read(file())).isEqualTo(OPERATOR);
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stateFile())))
                .isEqualTo("rw-------");
        // A Sentinel could start on it as well.
        assertThat(ConfLoader.load(stateFile(), List.of()).masters()).hasSize(2);
    }

    @Test
    void whatHappenedAtRunTimeHoldsAgain() {
        PersistentState ended = run(state -> new PersistentState(
                state.myId(),
                7,
                state.settings().announcingIp(Optional.of("1.2.3.4")).logging(Optional.of("debug")),
                List.of(
                        new MasterRecord(
                                state.masters().get(0).settings().toBuilder()
                                        .address(new InstanceAddress("10.0.0.2", 6379))
                                        .quorum(3)
                                        .authPass("changed")
                                        .build(),
                                7,
                                7,
                                List.of(new InstanceAddress("10.0.0.1", 6379)),
                                List.of(new KnownSentinel(
                                        new InstanceAddress("10.0.0.3", 26379), StoreFixtures.PEER_ID))),
                        StoreFixtures.master("added", 4))));
        assertThat(run(state -> state)).isEqualTo(ended);
        assertThat(run(state -> state)).as("again").isEqualTo(ended);
        edit("port 26379", "port 26379\nloglevel warning");
        assertThat(run(state -> state).settings().logLevel()).contains("warning");
    }

    @Test
    void whatTheOperatorChangesHoldsAndNothingElse() {
        run(state -> change(state, settings -> settings.toBuilder()
                .address(new InstanceAddress("10.0.0.2", 6379))
                .quorum(3)
                .parallelSyncs(4)
                .authPass("changed")
                .build()));
        edit("down-after-milliseconds m 5000", "down-after-milliseconds m 9000");
        edit("10.0.0.1 6379 2", "10.0.0.1 6379 5");
        MonitorConfig settings = run(state -> state).masters().get(0).settings();
        assertThat(settings.downAfter()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.quorum()).isEqualTo(5);
        assertThat(settings.address().host()).isEqualTo("10.0.0.2");
        assertThat(settings.parallelSyncs()).isEqualTo(4);
        assertThat(settings.authPass()).contains(new Secret("changed"));

        edit("s3cret word", "rotated");
        edit("10.0.0.1 6379 5", "10.0.0.7 6379 5");
        MasterRecord moved = run(state -> state).masters().get(0);
        assertThat(moved.settings().authPass()).contains(new Secret("rotated"));
        assertThat(moved.settings().address().host()).isEqualTo("10.0.0.7");
        assertThat(moved.configEpoch()).as("an epoch never falls").isEqualTo(7);
    }

    @Test
    void mastersComeAndGoByWhoeverChangedThem() {
        run(state -> new PersistentState(
                state.myId(),
                state.currentEpoch(),
                state.settings(),
                List.of(state.masters().get(0), StoreFixtures.master("at-run-time", 2))));
        assertThat(names(run(state -> state)))
                .as("removed and added by command")
                .containsExactly("m", "at-run-time");
        edit("sentinel monitor other 10.0.0.9 6379 1", "sentinel monitor new 10.0.0.8 6379 1");
        assertThat(names(run(state -> state))).containsExactly("m", "new", "at-run-time");
        edit("sentinel monitor new 10.0.0.8 6379 1", "sentinel monitor at-run-time 10.0.0.5 6379 4");
        PersistentState both = run(state -> state);
        assertThat(names(both)).containsExactly("m", "at-run-time");
        MasterRecord adopted = both.masters().get(1);
        assertThat(adopted.configEpoch()).isEqualTo(2);
        assertThat(adopted.settings().address().host())
                .as("found by a failover")
                .isEqualTo("127.0.0.1");
        edit("sentinel monitor at-run-time 10.0.0.5 6379 4\n", "");
        assertThat(names(run(state -> state))).containsExactly("m");
    }

    @Test
    void aFileThatAnotherSentinelHasWrittenIsTheBeginning() {
        edit(
                "port 26379\n",
                "port 26379\nsentinel myid " + StoreFixtures.MY_ID
                        + "\nsentinel current-epoch 9\nsentinel config-epoch m 8\nsentinel known-replica m 10.0.0.2 6379\n");
        PersistentState first = run(state -> state);
        assertThat(first.myId()).isEqualTo(StoreFixtures.MY_ID);
        assertThat(first.currentEpoch()).isEqualTo(9);
        assertThat(first.masters().get(0).replicas()).containsExactly(new InstanceAddress("10.0.0.2", 6379));
        // Tidied up later, and the state is none the poorer but for what the lines themselves said.
        StoreFixtures.write(file(), OPERATOR);
        PersistentState later = run(state -> state);
        assertThat(later.myId()).isEqualTo(StoreFixtures.MY_ID);
        assertThat(later.currentEpoch()).isEqualTo(9);
        assertThat(later.masters().get(0).configEpoch()).isEqualTo(8);
        assertThat(later.masters().get(0).replicas()).isEmpty();
    }

    @Test
    void everyCutOfTheStateFileIsRefused() throws IOException {
        run(state -> new PersistentState(StoreFixtures.MY_ID, 123, state.settings(), state.masters()));
        byte[] whole = Files.readAllBytes(stateFile());
        for (int length = 0; length < whole.length; length++) {
            Files.write(stateFile(), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(this::open)
                    .as("%d bytes", length)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("State file " + stateFile())
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aStateDirectoryIsForOneSentinel() {
        ConfStateStore first = open().store();
        assertThatThrownBy(this::open).hasMessageContaining("in use by another engine");
        first.close();
    }

    private PersistentState change(PersistentState state, UnaryOperator<MonitorConfig> change) {
        List<MasterRecord> masters = new ArrayList<>(state.masters());
        MasterRecord first = masters.get(0);
        masters.set(0, new MasterRecord(change.apply(first.settings()), 7, 7, first.replicas(), first.sentinels()));
        return new PersistentState(state.myId(), 7, state.settings(), masters);
    }

    /** Starts on the files, saves what is made of the state, ends; gives what was in force at the start, and then made. */
    private PersistentState run(UnaryOperator<PersistentState> life) {
        ConfStateStore.Opened opened = open();
        try (ConfStateStore store = opened.store()) {
            PersistentState state = life.apply(opened.loaded().state("f".repeat(40)));
            store.save(state).block(LIMIT);
            return state;
        }
    }

    private ConfStateStore.Opened open() {
        return ConfStateStore.open(SentinelConfig.fromFile(file(), List.of(), states));
    }

    private static List<String> names(PersistentState state) {
        return state.masters().stream().map(master -> master.settings().name()).toList();
    }

    private void edit(String what, String by) {
        String text = StoreFixtures.read(file());
        assertThat(text).contains(what);
        StoreFixtures.write(file(), text.replace(what, by));
    }

    private Path file() {
        return directory.resolve("sentinel.conf");
    }

    private Path stateFile() {
        return states.resolve("sentinel.conf.state");
    }
}
