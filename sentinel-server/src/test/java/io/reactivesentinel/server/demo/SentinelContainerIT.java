package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.github.dockerjava.api.model.Bind;
import io.reactivesentinel.server.demo.Application.Library;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.LogMessageWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** Our image in containers, started as files in the field start that of Redis. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class SentinelContainerIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String MONITOR = "port 26379\nsentinel monitor mymaster 127.0.0.1 6379 2\n";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static ContainerImages images;

    @BeforeAll
    static void build() throws Exception {
        assumeFalse("1".equals(System.getenv("WITHOUT_CONTAINERS")), "no container can run on this machine");
        Needs.that(ContainerImages.arePossible(), ContainerImages.NEEDS);
        images = ContainerImages.build(directory);
    }

    @AfterAll
    static void remove() {
        if (images != null) {
            images.close();
        }
    }

    private static GenericContainer<?> container(String... command) {
        return new GenericContainer<>(DockerImageName.parse(images.sentinel()))
                .withImagePullPolicy(name -> false)
                .withCommand(command);
    }

    private static GenericContainer<?> sentinel(String... command) {
        return container(command)
                .waitingFor(new LogMessageWaitStrategy()
                        .withRegEx(".*\\+monitor master mymaster.*")
                        .withStartupTimeout(START_LIMIT));
    }

    /** Runs a command in a container of its own to its end; what it said, and its status at the end. */
    private static String run(String command) {
        try (GenericContainer<?> container = container("sh", "-c", "{ " + command + "; } 2>&1; echo \"status $?\"")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            return container.getLogs();
        }
    }

    @Test
    void allNamesOfASentinelStartOneAndADataServerThereIsNot() {
        assertThat(run("sentinel --version; redis-sentinel -v; redis-server --version"))
                .matches("(Reactive Sentinel v=.*\\R){3}status 0\\R");
        assertThat(run("redis-server /etc/redis.conf"))
                .contains("redis-server: this image holds a Sentinel, no Redis data server")
                .endsWith("status 1\n");
        assertThat(run("id -u; ls -l /sentinel.conf >/dev/null && echo 'port 1' >/sentinel.conf; touch /x"))
                .startsWith("10001\n")
                .contains("/x: Permission denied")
                .endsWith("status 1\n");
    }

    @Test
    void itAnswersHealthChecksAndEndsInOrderWhenTheEngineStopsIt() throws Exception {
        try (GenericContainer<?> sentinel = sentinel(
                "sh", "-c", "echo '" + MONITOR + "' >/sentinel.conf && exec redis-server /sentinel.conf --sentinel")) {
            sentinel.start();
            assertThat(sentinel.getLogs())
                    .contains("pid=1, just started")
                    .doesNotContain("preparing a class archive")
                    .doesNotContain("cannot be replaced");
            assertThat(sentinel.execInContainer("cat", "/sentinel.conf").getStdout())
                    .contains("sentinel myid ");
            assertThat(sentinel.execInContainer("sentinel-ping").getExitCode()).isZero();
            ExecResult nobody = sentinel.execInContainer("sentinel-ping", "1");
            assertThat(nobody.getExitCode()).isEqualTo(1);
            assertThat(nobody.getStderr()).contains("127.0.0.1:1 answered: nothing");

            DockerClientFactory.lazyClient()
                    .stopContainerCmd(sentinel.getContainerId())
                    .withTimeout(20)
                    .exec();
            assertThat(sentinel.getLogs()).contains("Sentinel is now ready to exit, bye bye...");
            assertThat(sentinel.getCurrentContainerInfo().getState().getExitCodeLong())
                    .isZero();
        }
    }

    @Test
    void aFileOfTheOperatorIsNeverWrittenWhenStateIsKeptApart() throws Exception {
        Path file = Files.writeString(directory.resolve("operators.conf"), MONITOR);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        String volume = "reactive-sentinel-test-" + ProcessHandle.current().pid();
        try (GenericContainer<?> sentinel = sentinel("/etc/sentinel.conf", "--state-dir", "/data")
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withBinds(
                                Bind.parse(file.toAbsolutePath() + ":/etc/sentinel.conf:ro"),
                                Bind.parse(volume + ":/data")))) {
            sentinel.start();
            assertThat(sentinel.execInContainer("cat", "/data/sentinel.conf.state")
                            .getStdout())
                    .contains("sentinel myid ");
            assertThat(file).hasContent(MONITOR);
        } finally {
            DockerClientFactory.lazyClient().removeVolumeCmd(volume).exec();
        }
    }

    @Test
    void aFileThatIsMountedByItselfIsOverwritten() throws Exception {
        Path file = Files.writeString(directory.resolve("mounted.conf"), MONITOR);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (GenericContainer<?> sentinel = sentinel("redis-sentinel", "/sentinel.conf")
                .withCreateContainerCmdModifier(create ->
                        create.getHostConfig().withBinds(Bind.parse(file.toAbsolutePath() + ":/sentinel.conf")))) {
            sentinel.start();
            assertThat(sentinel.getLogs()).contains("it is overwritten in place");
            assertThat(Files.readString(file)).startsWith(MONITOR).contains("sentinel myid ");
        }
    }

    @Test
    void theComposeFileOfTheFieldFailsOverWhenItsMasterIsKilled() throws Exception {
        try (ComposeProject project = ComposeProject.up(images, field("compose.yaml"), directory.resolve("field"))) {
            assertThat(project.sentinels()).containsExactly("sentinel1", "sentinel2", "sentinel3");
            awaitView(project, "redis-master", 1);
            awaitReplica(project, "redis-replica");
            // Named by a name, told as an address: clients need not resolve anything.
            String first = project.address("redis-master");
            String second = project.address("redis-replica");
            awaitAddress(project, first);

            List<Integer> ports =
                    project.sentinels().stream().map(project::publishedPort).toList();
            try (Application application = Library.LETTUCE.connect(ports)) {
                application.write("key", "before");
                assertThat(project.call("redis-master", "WAIT", "1", "2000")).isEqualTo(1L);

                project.kill("redis-master");
                awaitView(project, "redis-replica", 1);
                awaitAddress(project, second);
                await("the client writes to the new master")
                        .atMost(LIMIT)
                        .pollInterval(POLL)
                        .ignoreExceptions()
                        .untilAsserted(() -> application.write("key", "after"));
                assertThat(project.call("redis-replica", "GET", "key")).isEqualTo("after");
            }

            project.restart("redis-master");
            awaitReplica(project, "redis-master");
            awaitView(project, "redis-replica", 1);
            for (String name : project.sentinels()) {
                await("the replicas at " + name)
                        .atMost(LIMIT)
                        .pollInterval(POLL)
                        .untilAsserted(() -> assertThat(replicas(project, name))
                                .containsExactly(project.address("redis-master") + ":6379 slave"));
            }
        }
    }

    private static void awaitAddress(ComposeProject project, String address) {
        for (String name : project.sentinels()) {
            await("the address at " + name).atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> assertThat(
                            project.texts(name, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"))
                    .containsExactly(address, "6379"));
        }
    }

    @Test
    void ourComposeFileFailsOverByNames() throws Exception {
        try (ComposeProject project =
                ComposeProject.up(images, Path.of("..", "deploy", "compose.yaml"), directory.resolve("deploy"))) {
            awaitView(project, "redis-master", 2);
            awaitReplica(project, "redis-replica-1");
            awaitReplica(project, "redis-replica-2");
            assertThat(project.call("redis-master", "SET", "key", "value")).isEqualTo("OK");
            assertThat(project.call("redis-master", "WAIT", "2", "2000")).isEqualTo(2L);

            project.kill("redis-master");
            await("a new master").atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> assertThat(
                            view(project, "sentinel-1").get(0))
                    .startsWith("redis-replica-"));
            String next = view(project, "sentinel-1").get(0);
            awaitView(project, next, 2);
            assertThat(project.call(next, "GET", "key")).isEqualTo("value");
            assertThat(project.replication(next)).contains("role:master");
            awaitReplica(project, next.endsWith("1") ? "redis-replica-2" : "redis-replica-1");

            // What they remember is in their volumes, and the mounted file is as it was.
            for (String name : project.sentinels()) {
                assertThat(project.container(name)
                                .execInContainer("cat", "/data/sentinel.conf.state")
                                .getStdout())
                        .contains("sentinel monitor mymaster " + next + " 6379 2");
            }
        }
    }

    @Test
    void aMasterThatComesBackWithAnotherAddressIsTheReplicaOfThatName() throws Exception {
        try (ComposeProject project =
                ComposeProject.up(images, Path.of("..", "deploy", "compose.yaml"), directory.resolve("deploy-moved"))) {
            awaitView(project, "redis-master", 2);
            awaitReplica(project, "redis-replica-1");
            awaitReplica(project, "redis-replica-2");
            String before = project.address("redis-master");
            project.kill("redis-master");
            for (String name : project.sentinels()) {
                await("a new master at " + name)
                        .atMost(LIMIT)
                        .pollInterval(POLL)
                        .untilAsserted(
                                () -> assertThat(view(project, name).get(0)).startsWith("redis-replica-"));
            }
            String next = view(project, "sentinel-1").get(0);

            project.remove("redis-master");
            project.startStranger("stranger");
            project.start("redis-master");
            assertThat(project.address("redis-master")).isNotEqualTo(before);
            awaitReplica(project, "redis-master");
            awaitView(project, next, 2);
            for (String name : project.sentinels()) {
                await("the replicas at " + name)
                        .atMost(LIMIT)
                        .pollInterval(POLL)
                        .untilAsserted(() -> assertThat(replicas(project, name))
                                .containsExactlyInAnyOrder(
                                        "redis-master:6379 slave",
                                        (next.endsWith("1") ? "redis-replica-2" : "redis-replica-1") + ":6379 slave"));
            }
            assertThat(project.replication("stranger")).contains("role:master", "connected_slaves:0");
        }
    }

    /** The name and the flags of each replica that a Sentinel lists. */
    private static List<String> replicas(ComposeProject project, String sentinel) throws IOException {
        List<String> replicas = new ArrayList<>();
        for (Object replica : (List<?>) project.call(sentinel, "SENTINEL", "REPLICAS", "mymaster")) {
            Map<String, String> fields = RespSocket.table((List<?>) replica);
            replicas.add(fields.get("name") + " " + fields.get("flags"));
        }
        return replicas;
    }

    /** Waits until every Sentinel names that container as the master and knows so many replicas and both others. */
    private static void awaitView(ComposeProject project, String master, int replicaCount) {
        for (String name : project.sentinels()) {
            await("what " + name + " says").atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> assertThat(
                            view(project, name))
                    .containsExactly(master, "6379", String.valueOf(replicaCount), "2"));
        }
    }

    private static List<String> view(ComposeProject project, String sentinel) {
        try {
            List<String> address = project.texts(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster");
            Map<String, String> master = RespSocket.table(project.texts(sentinel, "SENTINEL", "MASTER", "mymaster"));
            return List.of(
                    project.nameOf(address.get(0)),
                    address.get(1),
                    master.get("num-slaves"),
                    master.get("num-other-sentinels"));
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static void awaitReplica(ComposeProject project, String name) {
        await(name + " is in sync").atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> assertThat(
                        project.replication(name))
                .contains("role:slave", "master_link_status:up"));
    }

    private static Path field(String name) throws IOException {
        Path copy = directory.resolve(name);
        try (InputStream in = SentinelContainerIT.class.getResourceAsStream("field/" + name)) {
            return Files.write(copy, in.readAllBytes());
        }
    }
}
