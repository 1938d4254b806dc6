package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Command.Setting;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingArgumentsTest {
    private static final String DENIED =
            "ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig"
                    + " configuration directive in your Sentinel configuration";

    private final SettingArguments free = new SettingArguments(() -> false, path -> path.equals("/bin/true"));
    private final SettingArguments strict = new SettingArguments(() -> true, path -> true);

    @Test
    void everyOptionChangesWhatItNames() {
        SettingArguments.Outcome outcome = free.read(words(
                "down-after-milliseconds",
                "5000",
                "failover-timeout",
                "60000",
                "parallel-syncs",
                "2",
                "quorum",
                "3",
                "master-reboot-down-after-period",
                "700",
                "notification-script",
                "/bin/true",
                "client-reconfig-script",
                "/bin/true",
                "auth-user",
                "sentinel",
                "auth-pass",
                "se cret",
                "rename-command",
                "config",
                "cfg"));
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.settings())
                .extracting(Setting::shown)
                .containsExactly(
                        "down-after-milliseconds 5000",
                        "failover-timeout 60000",
                        "parallel-syncs 2",
                        "quorum 3",
                        "master-reboot-down-after-period 700",
                        "notification-script /bin/true",
                        "client-reconfig-script /bin/true",
                        "auth-user sentinel",
                        "auth-pass ******",
                        "rename-command config cfg");
        MonitorConfig changed = applied(outcome);
        assertThat(changed.downAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(changed.failoverTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(changed.parallelSyncs()).isEqualTo(2);
        assertThat(changed.quorum()).isEqualTo(3);
        assertThat(changed.masterRebootDownAfter()).isEqualTo(Duration.ofMillis(700));
        assertThat(changed.notificationScript()).contains("/bin/true");
        assertThat(changed.clientReconfigScript()).contains("/bin/true");
        assertThat(changed.authUser()).contains("sentinel");
        assertThat(changed.authPass()).contains(new Secret("se cret"));
        assertThat(changed.renamedCommands()).containsEntry("CONFIG", "cfg");
    }

    @Test
    void emptyValuesUnset() {
        SettingArguments.Outcome outcome =
                free.read(words("auth-pass", "", "auth-user", "", "notification-script", "", "QUORUM", "7"));
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.settings().get(2).shown()).isEqualTo("notification-script ");
        assertThat(outcome.settings().get(3).shown()).as("as it was typed").isEqualTo("QUORUM 7");
        assertThat(applied(outcome).authPass()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quorum 0|ERR Invalid argument '0' for SENTINEL SET 'quorum'",
                "QUORUM x|ERR Invalid argument 'x' for SENTINEL SET 'QUORUM'",
                "quorum 4294967297|ERR Invalid argument '4294967297' for SENTINEL SET 'quorum'",
                "down-after-milliseconds -1|ERR Invalid argument '-1' for SENTINEL SET 'down-after-milliseconds'",
                "failover-timeout 01|ERR Invalid argument '01' for SENTINEL SET 'failover-timeout'",
                "failover-timeout 9223372036854775807|ERR Invalid argument '9223372036854775807' for SENTINEL SET"
                        + " 'failover-timeout'",
                "parallel-syncs 0|ERR Invalid argument '0' for SENTINEL SET 'parallel-syncs'",
                "master-reboot-down-after-period -1|ERR Invalid argument '-1' for SENTINEL SET"
                        + " 'master-reboot-down-after-period'",
                "foo bar|ERR Unknown option or number of arguments for SENTINEL SET 'foo'",
                "quorum 2 foo|ERR Unknown option or number of arguments for SENTINEL SET 'foo'",
                "quorum|ERR Unknown option or number of arguments for SENTINEL SET 'quorum'",
                "rename-command a|ERR Unknown option or number of arguments for SENTINEL SET 'rename-command'",
                "notification-script|ERR Unknown option or number of arguments for SENTINEL SET 'notification-script'",
                "notification-script /x|ERR Notification script seems non existing or non executable",
                "client-reconfig-script /x|ERR Client reconfiguration script seems non existing or non executable",
            })
    void whatIsWrongIsSaidInTheWordsOfC(String options, String error) {
        SettingArguments.Outcome outcome = free.read(words(options.split(" ")));
        assertThat(outcome.error()).isEqualTo(error);
        assertThat(outcome.settings()).as("nothing is applied").isEmpty();
    }

    @Test
    void renamesNeedTwoNames() {
        assertThat(free.read(words("rename-command", "", "b")).error())
                .isEqualTo("ERR Invalid argument '' for SENTINEL SET 'rename-command'");
        assertThat(free.read(words("rename-command", "a", "")).error())
                .isEqualTo("ERR Invalid argument '' for SENTINEL SET 'rename-command'");
    }

    @Test
    void scriptsAreDeniedBeforeTheyAreLookedAt() {
        assertThat(strict.read(words("notification-script", "/bin/true")).error())
                .isEqualTo(DENIED);
        assertThat(strict.read(words("client-reconfig-script", "")).error()).isEqualTo(DENIED);
    }

    @Test
    void aPathWithANulIsNoScript() {
        assertThat(free.read(words("notification-script", "/bin/true\0x")).error())
                .isEqualTo("ERR Notification script seems non existing or non executable");
    }

    @Test
    void bytesThatAreNoTextAreRefusedRatherThanChanged() {
        List<RespBytes> options = List.of(RespBytes.of("auth-pass"), RespBytes.wrap(new byte[] {(byte) 0xff}));
        assertThat(free.read(options).error()).startsWith("ERR Invalid argument '");
    }

    @Test
    void oneChangeIsAskedForWhenAllIsWell() {
        TestEngine engine = new TestEngine();
        TestClient client = new TestClient(engine.port());
        client.send("SENTINEL SET m quorum 3 auth-pass secret");
        assertThat(engine.asked()).isInstanceOfSatisfying(Command.Change.class, change -> {
            assertThat(change.master()).isEqualTo("m");
            assertThat(change.settings()).extracting(Setting::shown).containsExactly("quorum 3", "auth-pass ******");
        });
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
    }

    @Test
    void anUnknownMasterIsNamedBeforeAWrongOption() {
        TestEngine engine = new TestEngine();
        TestClient client = new TestClient(engine.port());
        client.send("SENTINEL SET none foo bar");
        engine.answer(Optional.empty());
        assertThat(client.read()).isEqualTo("-ERR No such master with that name~");
        client.send("SENTINEL SET m foo bar");
        engine.answer(Optional.of(new InstanceAddress("10.0.0.1", 6379)));
        assertThat(client.read()).isEqualTo("-ERR Unknown option or number of arguments for SENTINEL SET 'foo'~");
    }

    private static MonitorConfig applied(SettingArguments.Outcome outcome) {
        MonitorConfig.Builder master = MonitorConfig.builder("m", "10.0.0.1", 6379, 2);
        for (Setting setting : outcome.settings()) {
            master = setting.change().apply(master);
        }
        return master.build();
    }

    private static List<RespBytes> words(String... texts) {
        return Arrays.stream(texts).map(RespBytes::of).toList();
    }
}
