package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Users of the listening port of real processes: between Sentinels, across a restart, in a file, at a bad start. */
@Timeout(180)
class SentinelUsersIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    /** All that a Sentinel needs with another one. */
    private static final String PEER = "ACL SETUSER peer reset on >guess-me-not +ping +client|setname +publish"
            + " &__sentinel__:hello +sentinel|is-master-down-by-addr +sentinel|master +sentinel|get-master-addr-by-name"
            + " +sentinel|sentinels +sentinel|myid";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Children children = new Children();

    @AfterEach
    void end() {
        children.close();
    }

    private static String ask(SentinelProcess process, String... lines) throws IOException {
        try (RedisConnection connection = RedisConnection.open(process.port(), CALL_LIMIT)) {
            RespValue reply = RespValue.Null.BULK;
            for (String line : lines) {
                reply = connection.call(line.split(" ", -1));
            }
            return shown(reply);
        }
    }

    private static String shown(RespValue reply) {
        if (reply.asError() != null) {
            return "-" + reply.asError();
        }
        if (reply instanceof RespValue.Int number) {
            return Long.toString(number.value());
        }
        return reply instanceof RespValue.Array array
                ? array.elements().stream().map(SentinelUsersIT::shown).toList().toString()
                : String.valueOf(reply.asText());
    }

    /** Nobody but a Sentinel that has logged in may say hello or ask for a vote. */
    @Test
    void sentinelsOfBothKindsLogInWithAllTheyNeedAndNoMore() throws IOException {
        try (RealCluster real = RealCluster.start(Mix.OURS_2_REDIS_1, directory)) {
            Cluster cluster = real.cluster();
            for (SentinelProcess sentinel : cluster.sentinels()) {
                assertThat(ask(sentinel, PEER)).isEqualTo("OK");
                assertThat(ask(sentinel, "SENTINEL CONFIG SET sentinel-user peer"))
                        .isEqualTo("OK");
                assertThat(ask(sentinel, "SENTINEL CONFIG SET sentinel-pass guess-me-not"))
                        .isEqualTo("OK");
            }
            for (SentinelProcess sentinel : cluster.sentinels()) {
                assertThat(ask(sentinel, "ACL SETUSER default -sentinel|is-master-down-by-addr -publish"))
                        .isEqualTo("OK");
                ask(sentinel, "CLIENT KILL TYPE normal");
                assertThat(ask(sentinel, "PUBLISH __sentinel__:hello x")).startsWith("-NOPERM ");
                assertThat(ask(sentinel, "ACL LOG RESET")).isEqualTo("OK");
            }
            real.awaitHealthy(2);
            RedisProcess old = cluster.firstMaster();
            old.kill();
            Wait.until(
                    "all Sentinels named one new master",
                    LIMIT,
                    () -> cluster.sentinels().stream()
                                            .map(sentinel ->
                                                    sentinel.masterPort().orElse(0))
                                            .filter(port -> port != 0 && port != old.port())
                                            .distinct()
                                            .count()
                                    == 1
                            && cluster.sentinels().stream()
                                    .noneMatch(sentinel -> sentinel.masterPort().orElse(0) == old.port()));
            old.start();
            real.awaitHealthy(2);
            for (SentinelProcess sentinel : cluster.sentinels()) {
                assertThat(ask(sentinel, "ACL LOG")).as(sentinel.name()).isEqualTo("[]");
                assertThat(ask(sentinel, "CLIENT LIST")).contains(" user=peer ");
                assertThat(Files.readString(sentinel.log())).doesNotContain("guess-me-not");
            }
        }
    }

    /** A Sentinel that watches a port where nobody is. */
    private SentinelProcess lone(String lines) throws IOException {
        List<Integer> ports = Ports.free(2);
        SentinelProcess ours = new SentinelProcess(
                children,
                SentinelCommand.launcher(Path.of("..", "sentinel").toAbsolutePath()),
                "ours",
                directory,
                ports.get(0),
                new SentinelProcess.Watch("mymaster", ports.get(1), 1, Duration.ofSeconds(30), Duration.ofSeconds(60)));
        Files.writeString(ours.configFile(), lines + ours.initialConfig());
        ours.start();
        return ours;
    }

    private SentinelProcess ready(String lines) throws IOException {
        SentinelProcess ours = lone(lines);
        ours.awaitPong();
        return ours;
    }

    private static List<String> userLines(SentinelProcess process) throws IOException {
        return Files.readAllLines(process.configFile()).stream()
                .filter(line -> line.startsWith("user "))
                .toList();
    }

    @Test
    void usersAreThereAfterAKillAndRedisReadsThemToo() throws IOException {
        SentinelProcess ours = ready("# mine\nuser reader on >r ~* +sentinel|masters\n# also mine\n");
        assertThat(userLines(ours)).containsExactly("user reader on >r ~* +sentinel|masters");
        assertThat(ask(ours, "AUTH reader r", "PING"))
                .isEqualTo("-NOPERM User reader has no permissions to run the 'ping' command");
        assertThat(ask(ours, "ACL SETUSER watcher on >w (+subscribe &+switch-master) +ping"))
                .isEqualTo("OK");
        assertThat(ask(ours, "ACL DELUSER reader")).isEqualTo("1");
        ours.kill();
        assertThat(userLines(ours))
                .hasSize(2)
                .allMatch(line -> line.startsWith("user default on nopass ") || line.startsWith("user watcher on "));
        assertThat(Files.readAllLines(ours.configFile())).contains("# mine", "# also mine");
        ours.start();
        ours.awaitPong();
        assertThat(ask(ours, "ACL USERS")).isEqualTo("[default, watcher]");
        assertThat(ask(ours, "AUTH watcher w", "SUBSCRIBE +sdown"))
                .isEqualTo("-NOPERM No permissions to access a channel");
        assertThat(ask(ours, "AUTH watcher w", "SUBSCRIBE +switch-master")).startsWith("[subscribe");
        String lines = ask(ours, "ACL LIST");
        assertThat(ours.terminate()).isZero();

        SentinelProcess redis = new SentinelProcess(
                children,
                SentinelCommand.redis(RedisBinary.bundled(directory)),
                "redis",
                directory,
                ours.port(),
                new SentinelProcess.Watch("mymaster", 1, 1, Duration.ofSeconds(30), Duration.ofSeconds(60)));
        Files.copy(ours.configFile(), redis.configFile());
        redis.start();
        redis.awaitPong();
        // Out of a file it tells the flag that it does not tell of a new user.
        assertThat(ask(redis, "ACL LIST")).isEqualTo(lines);
    }

    @Test
    void usersOfAFileAreSavedAndLoadedOnDemand() throws IOException {
        Path file = directory.resolve("users.acl");
        Files.writeString(file, "user reader on >r +ping\n");
        SentinelProcess ours = ready("aclfile " + file + "\n");
        assertThat(ask(ours, "AUTH reader r", "PING")).isEqualTo("PONG");
        Files.delete(file);
        assertThat(ask(ours, "ACL SETUSER other on >o")).isEqualTo("OK");
        assertThat(ask(ours, "ACL LOAD")).endsWith("'" + file + "': No such file or directory");
        assertThat(ask(ours, "ACL SAVE")).isEqualTo("OK");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file)).hasSize(3).noneMatch(line -> line.contains(">"));
        Files.writeString(file, "user reader on >r +@all +nosuch\n");
        assertThat(ask(ours, "ACL LOAD")).contains(file + ":1: ").contains("no change");
        assertThat(ask(ours, "ACL USERS")).isEqualTo("[default, other, reader]");
        Files.writeString(file, "user reader on >r +acl\n");
        assertThat(ask(ours, "ACL LOAD")).isEqualTo("OK");
        assertThat(ask(ours, "AUTH reader r", "ACL USERS")).isEqualTo("[default, reader]");
        assertThat(userLines(ours)).isEmpty();
    }

    @Test
    void usersThatCannotBeTakenEndTheStart() throws IOException {
        SentinelProcess bad = lone("user reader on >hidden +nosuch\n");
        assertThat(bad.awaitEnd()).isEqualTo(1);
        assertThat(Files.readString(bad.log()))
                .contains("Error in user declaration 'reader': Unknown command or category name in ACL")
                .doesNotContain("hidden");
    }

    @Test
    void anAclFileThatIsNotThereEndsTheStart() throws IOException {
        SentinelProcess bad = lone("aclfile " + directory.resolve("none.acl") + "\n");
        assertThat(bad.awaitEnd()).isEqualTo(1);
        assertThat(Files.readString(bad.log()))
                .contains("Error loading ACLs, opening file '" + directory.resolve("none.acl")
                        + "': No such file or directory");
    }
}
