package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.SentinelSnapshot;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine inside an application, without the server around it, beside Sentinels that are processes. */
@Timeout(180)
class EmbeddedEngineIT {
    private static final String KEY = "written-before";
    private static final int OTHERS = 2;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** The two other members of the quorum. */
    enum Beside {
        TWO_OF_OURS(2, 0),
        OURS_AND_REDIS(1, 1);

        private final int ourCount;
        private final int redisCount;

        Beside(int ourCount, int redisCount) {
            this.ourCount = ourCount;
            this.redisCount = redisCount;
        }

        RealCluster start(Path directory) {
            return RealCluster.start(ourCount, redisCount, directory);
        }

        EmbeddedApplication join(RealCluster real, Path state) {
            EmbeddedApplication application = EmbeddedApplication.member(real, state, Mix.downAfterBeside(redisCount));
            application.awaitAcquainted(OTHERS);
            real.awaitHealthy(OTHERS);
            return application;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledMasterIsReplacedAndTheApplicationIsToldOnce(Beside beside) throws Exception {
        try (RealCluster real = beside.start(directory);
                EmbeddedApplication application = beside.join(real, stateFile())) {
            RedisProcess oldMaster = real.cluster().firstMaster();
            real.writeReplicated(KEY, "1");
            assertThat(application.masterAddress()).isEqualTo(address(oldMaster));

            oldMaster.kill();
            RedisProcess newMaster = awaitSwitch(real, application, oldMaster);
            RedisProcess other = real.nodesBut(oldMaster).stream()
                    .filter(node -> node != newMaster)
                    .findFirst()
                    .orElseThrow();
            real.awaitFollows(other, newMaster);
            oldMaster.start();
            real.awaitFollows(oldMaster, newMaster);
            real.awaitHealthy(OTHERS);

            assertThat(real.read(newMaster, KEY)).isEqualTo("1");
            assertThat(real.read(oldMaster, KEY)).isEqualTo("1");
            assertToldOnce(application, oldMaster, newMaster);
            assertThat(application.masterAddress()).isEqualTo(address(newMaster));
            assertThat(real.cluster().sentinels())
                    .allSatisfy(sentinel -> assertThat(sentinel.masterPort()).contains(newMaster.port()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationFailsOverAMasterThatIsWell(Beside beside) throws Exception {
        try (RealCluster real = beside.start(directory);
                EmbeddedApplication application = beside.join(real, stateFile())) {
            RedisProcess oldMaster = real.cluster().firstMaster();
            real.writeReplicated(KEY, "1");

            application.engine().failover(Cluster.MASTER_NAME).block(Duration.ofSeconds(5));
            RedisProcess newMaster = awaitSwitch(real, application, oldMaster);
            for (RedisProcess node : real.nodesBut(newMaster)) {
                real.awaitFollows(node, newMaster);
            }
            real.awaitHealthy(OTHERS);

            assertThat(real.read(newMaster, KEY)).isEqualTo("1");
            assertToldOnce(application, oldMaster, newMaster);
        }
    }

    /** Nothing is left that could be promoted, so every Sentinel goes as far as its vote, and stays there. */
    @Test
    void everyStageHasAStream() {
        try (RealCluster real = Beside.TWO_OF_OURS.start(directory);
                EmbeddedApplication application = Beside.TWO_OF_OURS.join(real, stateFile())) {
            RedisProcess master = real.cluster().firstMaster();
            Wait.until(
                    "every instance answered a PING",
                    RealCluster.SWITCH_LIMIT,
                    () -> application.pings().stream()
                                    .filter(ping ->
                                            ping.valid() && !ping.roundTrip().isNegative())
                                    .map(ping -> ping.instance().name())
                                    .distinct()
                                    .count()
                            == 1 + 2 + OTHERS);

            real.nodesBut(master).forEach(RedisProcess::kill);
            master.kill();

            Wait.until(
                    "the engine held the master for down",
                    RealCluster.SWITCH_LIMIT,
                    () -> subjective(application, true));
            Wait.until("a quorum agreed", RealCluster.SWITCH_LIMIT, () -> objective(application, true));
            Wait.until("the engine voted", RealCluster.SWITCH_LIMIT, () -> !application
                    .votes()
                    .isEmpty());
            master.start();
            Wait.until(
                    "the master was up for the engine", RealCluster.SWITCH_LIMIT, () -> subjective(application, false));
            Wait.until(
                    "the master was up for the quorum", RealCluster.SWITCH_LIMIT, () -> objective(application, false));

            assertThat(application.votes()).allSatisfy(vote -> {
                assertThat(vote.master()).isEqualTo(Cluster.MASTER_NAME);
                assertThat(vote.epoch()).isPositive();
            });
            assertThat(application.objectiveDown())
                    .filteredOn(event -> event.down())
                    .allSatisfy(event -> assertThat(event.agreeing()).isGreaterThanOrEqualTo(event.quorum()));
            assertThat(application.switches()).isEmpty();
            assertThat(application.masterAddress()).isEqualTo(address(master));
        }
    }

    @Test
    void aDisposedEngineLeavesNothingBehindAndComesBackAsItself() throws Exception {
        try (RealCluster real = Beside.TWO_OF_OURS.start(directory)) {
            RedisProcess master = real.cluster().firstMaster();
            EmbeddedApplication application = Beside.TWO_OF_OURS.join(real, stateFile());
            String id = application.engine().id();
            int port = application.engine().addresses().get(0).port();
            assertThat(application.engine().isDisposed()).isFalse();
            assertThat(connectionsOf(id, master)).isPositive();
            assertThat(Ports.isFree(port)).isFalse();

            application.engine().disposeNow();

            assertThat(application.engine().isDisposed()).isTrue();
            assertThat(Ports.isFree(port)).isTrue();
            Wait.until(
                    "the master saw its connections go",
                    RealCluster.SWITCH_LIMIT,
                    () -> connectionsOf(id, master) == 0);
            Wait.until("its threads ended", RealCluster.SWITCH_LIMIT, () -> engineThreads()
                    .isEmpty());
            application.engine().disposeNow();

            try (EmbeddedApplication again = Beside.TWO_OF_OURS.join(real, stateFile())) {
                assertThat(again.engine().id()).isEqualTo(id);
            }
        }
    }

    /** Beside three Sentinels, one of them Redis's own, so that it would show if anybody counted it. */
    @Test
    void anObserverIsToldAndNeverCounted() throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_2_REDIS_1, directory);
                EmbeddedApplication application = EmbeddedApplication.observer(real, Mix.downAfterBeside(1))) {
            RedisProcess oldMaster = real.cluster().firstMaster();
            application.awaitAcquainted(3);
            assertThat(application.engine().addresses()).isEmpty();

            oldMaster.kill();
            RedisProcess newMaster = awaitSwitch(real, application, oldMaster);
            // The switch may be told before its own verdict is due; the verdict on the node follows all the same.
            Wait.until(
                    "it found the old master down itself",
                    RealCluster.SWITCH_LIMIT,
                    () -> application.subjectiveDown().stream()
                            .anyMatch(event ->
                                    event.down() && event.instance().address().port() == oldMaster.port()));
            oldMaster.start();
            real.awaitFollows(oldMaster, newMaster);
            real.awaitHealthy(2);

            assertToldOnce(application, oldMaster, newMaster);
            assertThat(application.votes()).isEmpty();
            for (SentinelProcess sentinel : real.cluster().sentinels()) {
                assertThat(sentinel.master()).containsEntry("num-other-sentinels", "2");
            }
            assertThat(application
                            .engine()
                            .sentinels(Cluster.MASTER_NAME)
                            .map(EmbeddedEngineIT::id)
                            .collectList()
                            .block(Duration.ofSeconds(2)))
                    .containsExactlyInAnyOrderElementsOf(real.cluster().sentinels().stream()
                            .map(SentinelProcess::id)
                            .toList());
        }
    }

    private Path stateFile() {
        return directory.resolve("application.conf");
    }

    private static String id(SentinelSnapshot sentinel) {
        return sentinel.status().runId();
    }

    private static InstanceAddress address(RedisProcess node) {
        return new InstanceAddress("127.0.0.1", node.port());
    }

    /** Waits until processes and application name the same new master. */
    private static RedisProcess awaitSwitch(RealCluster real, EmbeddedApplication application, RedisProcess oldMaster) {
        RedisProcess newMaster =
                real.cluster().awaitSwitch(real.cluster().sentinels(), oldMaster, RealCluster.SWITCH_LIMIT);
        Wait.until("the application was told", RealCluster.SWITCH_LIMIT, () -> !application
                .switches()
                .isEmpty());
        assertThat(application.masterAddress()).isEqualTo(address(newMaster));
        return newMaster;
    }

    private static void assertToldOnce(EmbeddedApplication application, RedisProcess from, RedisProcess to) {
        List<SwitchMasterEvent> switches = application.switches();
        assertThat(switches).hasSize(1);
        assertThat(switches.get(0).master()).isEqualTo(Cluster.MASTER_NAME);
        assertThat(switches.get(0).oldAddress()).isEqualTo(address(from));
        assertThat(switches.get(0).newAddress()).isEqualTo(address(to));
        assertThat(switches.get(0).configEpoch()).isPositive();
    }

    private static boolean subjective(EmbeddedApplication application, boolean down) {
        return application.subjectiveDown().stream()
                .anyMatch(event -> event.down() == down && event.instance().kind() == InstanceKind.MASTER);
    }

    private static boolean objective(EmbeddedApplication application, boolean down) {
        return application.objectiveDown().stream().anyMatch(event -> event.down() == down);
    }

    /** Connections to a node by the name every Sentinel gives them: the first eight digits of its id. */
    private static long connectionsOf(String id, RedisProcess node) {
        try (RedisConnection connection = RedisConnection.open(node.port(), Duration.ofSeconds(2))) {
            RespValue clients = connection.call("CLIENT", "LIST");
            return Objects.requireNonNull(clients.asText())
                    .lines()
                    .filter(line -> line.contains(" name=sentinel-" + id.substring(0, 8)))
                    .count();
        } catch (IOException e) {
            throw new DemoException("no list of clients", e);
        }
    }

    private static List<String> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sentinel-"))
                .toList();
    }
}
