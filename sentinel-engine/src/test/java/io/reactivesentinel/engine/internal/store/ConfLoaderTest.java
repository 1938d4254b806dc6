package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfLoaderTest {

    private static final String MONITOR = "sentinel monitor m 127.0.0.1 6379 2\n";

    @TempDir
    Path directory;

    @Test
    void readsTheShippedValues() {
        SentinelConfig config = load("""
                        # as shipped
                        protected-mode no
                        port 26379
                        daemonize no
                        pidfile /var/run/redis-sentinel.pid
                        loglevel notice
                        logfile ""
                        dir /tmp
                        sentinel monitor mymaster 127.0.0.1 6379 2
                        sentinel down-after-milliseconds mymaster 30000
                        acllog-max-len 128
                        sentinel parallel-syncs mymaster 1
                        sentinel failover-timeout mymaster 180000
                        sentinel deny-scripts-reconfig yes
                        SENTINEL resolve-hostnames no
                        SENTINEL announce-hostnames no
                        SENTINEL master-reboot-down-after-period mymaster 0
                        """).config();
        assertThat(config.listens()).isTrue();
        assertThat(config.port()).isEqualTo(SentinelConfig.DEFAULT_PORT);
        assertThat(config.bindAddresses()).containsExactly("*", "-::*");
        assertThat(config.protectedMode()).isFalse();
        assertThat(config.directive("LogFile")).contains(List.of(""));
        assertThat(config.text("pidfile")).isEqualTo("/var/run/redis-sentinel.pid");
        assertThat(config.number("acllog-max-len")).isEqualTo(128);
        assertThat(config.maxClients()).isEqualTo(10_000);
        assertThat(config.number("client-query-buffer-limit")).isEqualTo(1L << 30);
        assertThat(config.monitors()).hasSize(1);
        assertThat(config.stateFile()).contains(directory.resolve("sentinel.conf"));
    }

    @Test
    void readsWhatGuidesShow() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        SentinelConfig config = load("port 26379\nbind 0.0.0.0\ndir " + data + "\nlogfile " + data.resolve("s.log")
                        + "\nloglevel notice\ndaemonize yes\npidfile " + data.resolve("s.pid")
                        + "\nsentinel monitor mymaster 192.168.1.10 6379 2\n"
                        + "sentinel auth-pass mymaster a_strong_password\nsentinel down-after-milliseconds mymaster 5000\n"
                        + "sentinel parallel-syncs mymaster 1\nsentinel failover-timeout mymaster 60000\n"
                        + "sentinel deny-scripts-reconfig yes\n")
                .config();
        assertThat(config.bindAddresses()).containsExactly("0.0.0.0");
        assertThat(config.flag("daemonize")).isTrue();
        assertThat(config.monitors().get(0).downAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.monitors().get(0).authPass()).contains(new Secret("a_strong_password"));
        assertThat(config.toString()).doesNotContain("a_strong_password");
    }

    @Test
    void readsHostNamesWhereResolvingIsAllowedWhereverThatIsSaid() {
        LoadedConfig loaded = load("""
                sentinel down-after-milliseconds redis-ha 1000
                sentinel monitor redis-ha redis-master 6379 2
                sentinel resolve-hostnames yes
                """);
        assertThat(loaded.config().monitors().get(0).address()).isEqualTo(new InstanceAddress("redis-master", 6379));
        assertThat(loaded.config().monitors().get(0).downAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void readsState() {
        LoadedConfig loaded = load(MONITOR + "sentinel myid " + StoreFixtures.MY_ID + "\nsentinel current-epoch 3\n"
                + "sentinel config-epoch m 7\nsentinel leader-epoch m 8\nsentinel known-slave m 127.0.0.1 6380\n"
                + "sentinel known-replica m ::1 6381\nsentinel known-sentinel m 127.0.0.1 1\n"
                + "sentinel known-sentinel m 127.0.0.1 26380 " + StoreFixtures.PEER_ID + "\n"
                + "sentinel rename-command m config cfg\n");
        MasterRecord master = loaded.masters().get(0);
        assertThat(loaded.myId()).contains(StoreFixtures.MY_ID);
        assertThat(master.configEpoch()).isEqualTo(7);
        assertThat(master.leaderEpoch()).isEqualTo(8);
        assertThat(loaded.currentEpoch())
                .as("never below an epoch that was used")
                .isEqualTo(8);
        assertThat(master.replicas())
                .containsExactly(new InstanceAddress("127.0.0.1", 6380), new InstanceAddress("::1", 6381));
        assertThat(master.sentinels())
                .containsExactly(new KnownSentinel(new InstanceAddress("127.0.0.1", 26380), StoreFixtures.PEER_ID));
        assertThat(master.settings().renamedCommands()).containsEntry("CONFIG", "cfg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sentinel monitor x 127.0.0.1 1 0|Quorum must be 1 or greater.",
                "sentinel monitor x 127.0.0.1 65536 1|Invalid port number.",
                "sentinel monitor x localhost 1 1|Can't resolve instance hostname.",
                "sentinel monitor m 127.0.0.1 1 1|Duplicate master name.",
                "sentinel monitor x 127.0.0.1 1|Unrecognized sentinel configuration statement.",
                "sentinel nonsense m|Unrecognized sentinel configuration statement.",
                "sentinel down-after-milliseconds m 0|negative or zero time parameter.",
                "sentinel down-after-milliseconds m 3000000000|negative or zero time parameter.",
                "sentinel failover-timeout m abc|negative or zero time parameter.",
                "sentinel master-reboot-down-after-period m -1|negative time parameter.",
                "sentinel notification-script m /nonexistent|Notification script seems non existing or non executable.",
                "sentinel client-reconfig-script m /nonexistent|Client reconfiguration script seems non existing or non executable.",
                "sentinel myid abc|Malformed Sentinel id in myid option.",
                "sentinel deny-scripts-reconfig maybe|Please specify yes or no for the deny-scripts-reconfig options.",
                "sentinel resolve-hostnames maybe|Please specify yes or no for the resolve-hostnames option.",
                "sentinel announce-hostnames maybe|Please specify yes or no for the announce-hostnames option.",
                "sentinel current-epoch -1|Invalid epoch '-1': it must be a whole number from 0 to 4611686018427387904.",
                "sentinel config-epoch m 4611686018427387905|Invalid epoch '4611686018427387905': it must be a whole number from 0 to 4611686018427387904.",
                "sentinel leader-epoch m 18446744073709551615|Invalid epoch '18446744073709551615': it must be a whole number from 0 to 4611686018427387904.",
                "bogus 1|Bad directive or wrong number of arguments",
                "port|wrong number of arguments",
                "port 1 2|wrong number of arguments",
                "port 65536|argument must be between 0 and 65535 inclusive",
                "port 007|argument couldn't be parsed into an integer",
                "daemonize maybe|argument must be 'yes' or 'no'",
                "maxmemory 10kk|argument must be a memory value",
                "tls-auth-clients x|argument(s) must be one of the following: no, yes, optional",
                "bind a a a a a a a a a a a a a a a a a|Too many bind addresses specified.",
                "rename-command CONFIG x|No such command in rename-command",
                "rename-command PING info|Target command name already exists",
                "proc-title-template {x}|template format is invalid or contains unknown variables",
                "dir /nonexistent|No such file or directory",
                "unixsocketperm 7777|argument must be between 0 and 777 inclusive",
                "user|Bad directive or wrong number of arguments",
                "foo.bar|Module config specified without value",
                "replicaof a 99999|Invalid master port",
                "save 1|Invalid save parameters",
            })
    void namesLineAndReasonInTheWordsOfRedis(String line, String reason) {
        ConfigException error = failure("# comment\n" + MONITOR + "\n  " + line + " \t\n");
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error.lineNumber()).hasValue(4);
        assertThat(error.format())
                .isEqualTo("\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\n"
                        + "Reading the configuration file, at line 4\n>>> '" + line + "'\n" + reason + "\n");
        assertThat(error).hasMessage("line 4: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sentinel auth-pass nobody secret|sentinel auth-pass nobody|No such master with specified name.",
                "requirepass \"secret|requirepass|Unbalanced quotes in configuration line"
            })
    void aPasswordInALineIsNotShown(String line, String shown, String reason) {
        ConfigException error = failure(MONITOR + "\n" + line + "\n");
        assertThat(error.line()).hasValue(line);
        assertThat(error.format())
                .endsWith("at line 3\n>>> '" + shown + " (hidden)'\n" + reason + "\n")
                .doesNotContain("secret");
    }

    @Test
    void theLastLogFileIsJudgedWhenAllLinesHaveBeenRead() {
        assertThat(failure("logfile /nonexistent/x\n" + MONITOR).format()).isEqualTo("""

                        *** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***
                        Can't open the log file: No such file or directory
                        """);
        assertThat(failure("logfile /nonexistent/x\nport x\n").lineNumber()).hasValue(2);
        assertThat(load("logfile /nonexistent/x\nlogfile \"\"\n" + MONITOR).masters())
                .hasSize(1);
    }

    @Test
    void severalValuesMayStandInOneQuotedWord() {
        SentinelConfig config = load("bind \"127.0.0.1 -::1\"\nclient-output-buffer-limit \"pubsub 1mb 2k 3\"\n"
                        + MONITOR)
                .config();
        assertThat(config.bindAddresses()).containsExactly("127.0.0.1", "-::1");
        assertThat(config.directive("client-output-buffer-limit")).contains(List.of("pubsub", "1mb", "2k", "3"));
    }

    @Test
    void addressesAreKeptInTheirUsualForm() {
        LoadedConfig loaded = load("sentinel monitor m 127.1 6379 2\nsentinel known-replica m 0:0::1 6380\n");
        assertThat(loaded.masters().get(0).settings().address().host()).isEqualTo("127.0.0.1");
        assertThat(loaded.masters().get(0).replicas().get(0).host()).isEqualTo("::1");
        assertThat(NumericHost.canonical("0x7f000001")).isEqualTo("127.0.0.1");
        assertThat(NumericHost.canonical("010.1.2")).isEqualTo("8.1.0.2");
        assertThat(NumericHost.canonical("1.2.3.256")).isNull();
        assertThat(NumericHost.canonical("redis-1")).isNull();
        assertThat(NumericHost.canonical("::ffff:1.2.3.4")).isEqualTo("::ffff:1.2.3.4");
    }

    @Test
    void aDirectoryThatAPatternMatchesIsSkipped() throws IOException {
        Files.createDirectories(directory.resolve("conf.d/old"));
        StoreFixtures.write(directory.resolve("conf.d/a"), "port 7\n");
        assertThat(load("include " + directory + "/conf.d/*\n").config().port()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sentinel known-replica m 1.1.1.1 1|Duplicate hostname and port for replica.",
                "sentinel known-sentinel m 1.1.1.1 1 id|Duplicate runid for sentinel.",
                "sentinel rename-command m get x|Same command renamed multiple times with rename-command.",
            })
    void refusesWhatStandsTwice(String line, String reason) {
        assertThat(failure(MONITOR + line + "\n" + line + "\n").format()).contains("line 3\n", reason);
    }

    @Test
    void aReplicaUnderTheOldAndTheNewNameIsOneReplica() {
        LoadedConfig loaded =
                load(MONITOR + "sentinel known-slave m 127.0.0.1 2\nsentinel known-replica m 127.0.0.1 2\n");
        assertThat(loaded.masters().get(0).replicas()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replica-priority 100",
                "appendonly yes",
                "save 900 1 300 10",
                "maxmemory 1gb",
                "hz 10",
                "slave-read-only yes",
                "loadmodule /x.so",
                "some.option 1",
                "client-output-buffer-limit pubsub 32mb 8mb 60",
                "user alice on nopass ~* +@all",
                "list-max-ziplist-size -2",
                "lua-replicate-commands yes",
                "bind * -::*",
                "shutdown-on-sigint save now",
                "oom-score-adj-values 0 200 800",
                "repl-backlog-size 1mb",
                "client-default-resp 3",
                "rename-command PING \"\"",
                "sentinel",
                "notify-keyspace-events Ex",
            })
    void acceptsOrdinaryServerDirectives(String line) {
        assertThat(load(line + "\n" + MONITOR).masters()).hasSize(1);
    }

    @Test
    void errorsOfMissingFilesAreThoseOfRedis() {
        Path missing = directory.resolve("none.conf");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfLoader.load(missing, List.of()))
                        .format())
                .isEqualTo("Fatal error, can't open config file '" + missing + "': No such file or directory\n");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfLoader.load(directory, List.of())))
                .hasMessageEndingWith("': Is a directory");
    }

    @Test
    void extraLinesFollowTheFileAndTheLastWins() {
        Path file = StoreFixtures.write(directory.resolve("sentinel.conf"), "port 1\n" + MONITOR);
        assertThat(ConfLoader.load(file, List.of("port 2")).config().port()).isEqualTo(2);
        ConfigException error =
                catchThrowableOfType(ConfigException.class, () -> ConfLoader.load(file, List.of("port 2", "nonsense")));
        // The end of the file's last line begins a third, empty one, as with Redis.
        assertThat(error.lineNumber()).hasValue(5);
    }

    @Test
    void includesFilesByPatternInOrderOfTheirNames() {
        StoreFixtures.write(directory.resolve("b.inc"), "port 2\n");
        StoreFixtures.write(directory.resolve("a.inc"), "port 1\n");
        assertThat(load("include " + directory + "/*.inc\n").config().port()).isEqualTo(2);
        assertThat(load("include " + directory + "/[!b].inc\n").config().port()).isEqualTo(1);
        assertThat(load("include " + directory + "/none*\n").config().port()).isEqualTo(26379);
        assertThat(failure("include " + directory + "/none\n"))
                .hasMessage("Fatal error, can't open config file '" + directory + "/none': No such file or directory");
    }

    @Test
    void aFileThatIncludesItselfIsRefused() {
        assertThat(failure("include " + directory.resolve("sentinel.conf") + "\n")
                        .reason())
                .isEqualTo("include is nested more than 16 files deep");
    }

    @Test
    void anIncludedMasterYieldsToTheMainFileAfterARewrite() {
        StoreFixtures.write(directory.resolve("a.inc"), MONITOR + "sentinel down-after-milliseconds m 5000\n");
        LoadedConfig loaded = load("include " + directory + "/a.inc\nsentinel monitor m 127.0.0.1 7777 2\n");
        assertThat(loaded.masters().get(0).settings().address().port()).isEqualTo(7777);
    }

    @ParameterizedTest
    @CsvSource({"sentinel current-epoch 12,no end", "sentinel myid 1111111111111111111111111111111111111111\\n,missing"
    })
    void aFileThatWasCutOffIsRefused(String end, String reason) {
        String written = MONITOR + ConfText.SIGNATURE + "\nsentinel config-epoch m 5\n" + end.replace("\\n", "\n");
        assertThat(failure(written).reason()).contains("seems cut off", reason);
    }

    @Test
    void everyCutOfAWrittenFileIsRefusedOrHasLostNoEpoch() throws IOException {
        Path file = StoreFixtures.write(directory.resolve("sentinel.conf"), MONITOR);
        new ConfStateStore(new DurableFile(file))
                .save(StoreFixtures.state(123, StoreFixtures.master("m", 123)))
                .block(Duration.ofSeconds(5));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            try {
                LoadedConfig loaded = ConfLoader.load(file, List.of());
                assertThat(loaded.myId().isEmpty() || loaded.currentEpoch() == 123)
                        .as("cut at %d", length)
                        .isTrue();
            } catch (ConfigException expected) {
                assertThat(expected.lineNumber()).isPresent();
            }
        }
    }

    @Test
    void garbageIsRefusedWithItsLine() {
        assertThat(failure(MONITOR + "\0\0\0\n").reason()).contains("NUL byte");
        assertThat(failure(MONITOR + "\u0001\u0002 x\n").lineNumber()).hasValue(2);
    }

    private LoadedConfig load(String text) {
        return ConfLoader.load(StoreFixtures.write(directory.resolve("sentinel.conf"), text), List.of());
    }

    private ConfigException failure(String text) {
        return catchThrowableOfType(ConfigException.class, () -> load(text));
    }
}
