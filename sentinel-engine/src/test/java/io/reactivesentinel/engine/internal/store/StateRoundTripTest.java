package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever state is written over whatever file reads back equal. */
class StateRoundTripTest {

    @Property(tries = 250)
    void aStateReadsBackEqual(@ForAll("states") PersistentState state, @ForAll("states") PersistentState earlier)
            throws IOException {
        Path file = Files.createTempFile("round-trip", ".conf");
        try {
            for (PersistentState each : List.of(earlier, state)) {
                ConfText text = new ConfText(Files.readAllBytes(file));
                StateLines.write(each, text);
                Files.write(file, text.finish());
                PersistentState found = ConfLoader.load(file, List.of()).state("none");
                // A master stays where its lines are, so that the order of an earlier file may win.
                assertThat(found.masters()).containsExactlyInAnyOrderElementsOf(each.masters());
                assertThat(new PersistentState(found.myId(), found.currentEpoch(), found.settings(), each.masters()))
                        .isEqualTo(each);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 100)
    void aSeparateStateReadsBackEqualWithWhatTheOperatorSaid(
            @ForAll("states") PersistentState operator, @ForAll("states") PersistentState state) throws IOException {
        Path file = Files.createTempFile("separate", ".state");
        try {
            Files.write(file, SeparateState.content(operator, state, Path.of("/etc/s.conf")));
            SeparateState.Found found = SeparateState.read(file, Path.of("/")).orElseThrow();
            assertThat(found.base().settings()).isEqualTo(operator.settings());
            assertThat(found.base().masters()).containsExactlyInAnyOrderElementsOf(operator.masters());
            assertThat(found.state()).isEqualTo(state);
            assertThat(StateMerge.merge(operator, operator, state).settings()).isEqualTo(state.settings());
            assertThat(StateMerge.merge(state, operator, state).settings()).isEqualTo(operator.settings());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<PersistentState> states() {
        Arbitrary<String> ids = Arbitraries.strings().withCharRange('a', 'f').ofLength(40);
        Arbitrary<GlobalSettings> settings = Combinators.combine(
                        text().optional(),
                        Arbitraries.integers(),
                        Arbitraries.of(true, false),
                        text().optional(),
                        secret())
                .as((ip, port, deny, user, pass) -> new GlobalSettings(ip, port, true, !deny, deny, user, pass));
        Arbitrary<List<MasterRecord>> masters = masters().list().ofMaxSize(3).uniqueElements(master -> master.settings()
                .name());
        return Combinators.combine(ids, settings, masters)
                .as((id, global, list) -> new PersistentState(id, Epochs.MAX, global, list));
    }

    private static Arbitrary<MasterRecord> masters() {
        Arbitrary<Duration> periods = Arbitraries.integers().greaterOrEqual(1).map(Duration::ofMillis);
        Arbitrary<MonitorConfig> settings = Combinators.combine(
                        text(), addresses(), periods, periods, text().optional(), secret(), renames())
                .as((name, address, downAfter, timeout, user, pass, renames) -> new MonitorConfig(
                        name,
                        address,
                        3,
                        downAfter,
                        timeout,
                        7,
                        user,
                        pass,
                        Optional.empty(),
                        Optional.empty(),
                        downAfter,
                        renames));
        Arbitrary<List<InstanceAddress>> replicas =
                addresses().list().ofMaxSize(3).uniqueElements();
        Arbitrary<List<KnownSentinel>> sentinels = Combinators.combine(addresses(), ConfWordsTest.anyString())
                .as(KnownSentinel::new)
                .list()
                .ofMaxSize(3)
                .uniqueElements(KnownSentinel::id);
        Arbitrary<Long> epochs = Arbitraries.longs().between(0, Epochs.MAX);
        return Combinators.combine(settings, epochs, epochs, replicas, sentinels)
                .as((master, config, leader, nodes, peers) -> new MasterRecord(
                        master,
                        config,
                        leader,
                        nodes.stream()
                                .filter(node -> !node.equals(master.address()))
                                .toList(),
                        peers));
    }

    private static Arbitrary<InstanceAddress> addresses() {
        return Combinators.combine(text(), Arbitraries.integers().between(0, 65535))
                .as(StoreFixtures::address);
    }

    private static Arbitrary<Optional<Secret>> secret() {
        return text().map(Secret::new).optional();
    }

    private static Arbitrary<Map<String, String>> renames() {
        Arbitrary<String> commands =
                Arbitraries.strings().withCharRange('A', 'Z').ofMinLength(1);
        return Arbitraries.maps(commands, ConfWordsTest.anyString().filter(name -> !name.matches("[A-Za-z]*")))
                .ofMaxSize(2);
    }

    private static Arbitrary<String> text() {
        return ConfWordsTest.anyString().filter(text -> !text.isEmpty());
    }
}
