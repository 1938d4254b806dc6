package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Command.DownAnswer;
import io.reactivesentinel.engine.internal.stage.Command.QuorumCheck;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The subcommands of SENTINEL except SET; the expected texts are those of a real Sentinel. */
class SentinelCommandsTest {
    private static final String NO_SUCH_MASTER = "-ERR No such master with that name~";
    private static final String ID = "c".repeat(40);

    private final TestEngine engine = new TestEngine();
    private final TestClient client = new TestClient(engine.port());

    @ParameterizedTest
    @ValueSource(strings = {"SENTINEL MASTER m", "sentinel primary m"})
    void masterIsAMapInResp3AndFlatInResp2(String line) {
        client.send(line);
        assertThat(engine.asked()).isEqualTo(new Command.Master("m"));
        engine.answer(Snapshots.master("m", InstanceFlag.SDOWN));
        String resp2 = client.read();
        assertThat(resp2).startsWith("*40~$4~name~$1~m~$2~ip~$8~10.0.0.1~$4~port~$4~6379~$5~runid~$0~~$5~flags~");
        assertThat(TestClient.words(resp2)).hasSize(40).element(33).isEqualTo("4");
        client.send("HELLO 3");
        client.send(line);
        engine.answer(Snapshots.master("m", InstanceFlag.SDOWN));
        assertThat(client.read()).isEqualTo(resp2.replaceFirst("\\*40", "%20"));
    }

    @Test
    void mastersAreAnArrayOfMaps() {
        client.send("SENTINEL PRIMARIES");
        assertThat(engine.asked()).isEqualTo(new Command.Masters());
        engine.answer(List.of(Snapshots.master("a"), Snapshots.master("b")));
        assertThat(client.read()).startsWith("*2~*40~$4~name~$1~a~");
        client.send("HELLO 3");
        client.send("SENTINEL MASTERS");
        engine.answer(List.of(Snapshots.master("a")));
        assertThat(client.read()).startsWith("*1~%20~$4~name~$1~a~");
        client.send("SENTINEL MASTERS");
        engine.answer(List.of());
        assertThat(client.read()).isEqualTo("*0~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPLICAS", "SLAVES"})
    void replicasThatDoNotWantToBeAnnouncedAreLeftOut(String name) {
        client.send("SENTINEL " + name + " m");
        assertThat(engine.asked()).isEqualTo(new Command.Replicas("m"));
        engine.answer(List.of(Snapshots.replica("10.0.0.2", true), Snapshots.replica("10.0.0.3", false)));
        String wire = client.read();
        assertThat(wire).startsWith("*1~*42~$4~name~$13~10.0.0.2:6380~");
        assertThat(TestClient.words(wire)).contains("slave-repl-offset", "1234").doesNotContain("10.0.0.3");
    }

    @Test
    void sentinelsAreAnArrayOfMaps() {
        client.send("SENTINEL SENTINELS m");
        assertThat(engine.asked()).isEqualTo(new Command.Sentinels("m"));
        engine.answer(List.of(Snapshots.sentinel()));
        assertThat(client.read()).startsWith("*1~*28~").contains("$12~voted-leader~$1~?~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MASTER x", "REPLICAS x", "SENTINELS x", "CKQUORUM x", "FAILOVER x", "REMOVE x"})
    void unknownMastersAreNamedSo(String line) {
        client.send("SENTINEL " + line);
        engine.refuse(Reason.NO_SUCH_MASTER);
        assertThat(client.read()).isEqualTo(NO_SUCH_MASTER);
    }

    @Test
    void addressOfAMaster() {
        client.send("SENTINEL get-master-addr-by-name m");
        assertThat(engine.asked()).isEqualTo(new Command.MasterAddress("m"));
        engine.answer(Optional.of(new InstanceAddress("10.0.0.1", 6379)));
        assertThat(client.read()).isEqualTo("*2~$8~10.0.0.1~$4~6379~");
        client.send("SENTINEL GET-PRIMARY-ADDR-BY-NAME none");
        engine.answer(Optional.empty());
        assertThat(client.read()).isEqualTo("*-1~");
        client.send("HELLO 3");
        client.send("SENTINEL GET-MASTER-ADDR-BY-NAME none");
        engine.answer(Optional.empty());
        assertThat(client.read()).isEqualTo("_~");
    }

    @Test
    void aPeerAsksWhetherAMasterIsDown() {
        client.send("SENTINEL is-master-down-by-addr 10.0.0.1 6379 7 " + ID);
        assertThat(engine.asked()).isEqualTo(new Command.AskDown("10.0.0.1", 6379, 7, ID));
        engine.answer(new DownAnswer(true, ID, 7));
        assertThat(client.read()).isEqualTo("*3~:1~$40~" + ID + "~:7~");
        client.send("SENTINEL is-primary-down-by-addr 10.0.0.1 6379 -5 *");
        assertThat(engine.asked()).isEqualTo(new Command.AskDown("10.0.0.1", 6379, -5, "*"));
        engine.answer(new DownAnswer(false, DownAnswer.NO_LEADER, 0));
        assertThat(client.read()).isEqualTo("*3~:0~$1~*~:0~");
        client.send("SENTINEL IS-MASTER-DOWN-BY-ADDR 10.0.0.1 99999999999 7 *");
        assertThat(engine.asked()).isEqualTo(new Command.AskDown("10.0.0.1", -1, 7, "*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b 7", "1 c", "01 7", "+1 7", "1 9223372036854775808", "1 1x", "1.0 7", "-0 7"})
    void portAndEpochOfAQuestionMustBeIntegers(String numbers) {
        assertThat(client.send("SENTINEL IS-MASTER-DOWN-BY-ADDR h " + numbers + " *"))
                .isEqualTo("-ERR value is not an integer or out of range~");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3|3|2|+OK 3 usable Sentinels. Quorum and failover authorization can be reached~",
                "1|1|2|-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for"
                        + " this master~",
                "2|5|2|-NOQUORUM 2 usable Sentinels. Not enough available Sentinels to reach the majority and authorize"
                        + " a failover~",
                "1|3|2|-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for"
                        + " this master. Not enough available Sentinels to reach the majority and authorize a failover~",
            })
    void quorumCheck(int usable, int voters, int quorum, String expected) {
        client.send("SENTINEL CKQUORUM m");
        assertThat(engine.asked()).isEqualTo(new Command.CheckQuorum("m"));
        engine.answer(new QuorumCheck(usable, voters, quorum));
        assertThat(client.read()).isEqualTo(expected);
    }

    @Test
    void commandsThatOnlySucceed() {
        client.send("SENTINEL FAILOVER m");
        assertThat(engine.asked()).isEqualTo(new Command.Failover("m"));
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
        client.send("SENTINEL REMOVE m");
        assertThat(engine.asked()).isEqualTo(new Command.Remove("m"));
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
        client.send("SENTINEL FLUSHCONFIG");
        assertThat(engine.asked()).isEqualTo(new Command.FlushConfig());
        engine.refuse(Reason.NOT_SAVED);
        assertThat(client.read()).isEqualTo("-ERR Failed to save config file. Check server logs.~");
    }

    @Test
    void resetCountsMasters() {
        client.send("SENTINEL RESET m*");
        assertThat(engine.asked()).isEqualTo(new Command.Reset("m*"));
        engine.answer(2);
        assertThat(client.read()).isEqualTo(":2~");
    }

    @Test
    void myIdIsAText() {
        client.send("SENTINEL MYID");
        engine.answer(Snapshots.summary());
        assertThat(client.read()).isEqualTo("$40~" + Snapshots.MY_ID + "~");
    }

    @Test
    void helpListsWhatThereIs() {
        assertThat(client.send("SENTINEL HELP"))
                .startsWith("*50~+SENTINEL <subcommand> [<arg> [value] [opt] ...]. Subcommands are:~"
                        + "+CKQUORUM <master-name>~+    Check if ")
                .contains(
                        "+IS-MASTER-DOWN-BY-ADDR <ip> <port> <current-epoch> <runid>~",
                        "+SET <master-name> <option> <value> [<option> <value> ...]~")
                .endsWith("+HELP~+    Print this help.~");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b c d|-ERR Invalid quorum~",
                "a b c 1|-ERR Invalid port~",
                "a b 1 0|-ERR Quorum must be 1 or greater.~",
                "a b 1 1|-ERR Invalid IP address or hostname specified~",
                "a 127.0.0 1 1|-ERR Invalid IP address or hostname specified~",
                "a [::1] 1 1|-ERR Invalid IP address or hostname specified~",
                "a fe80::1%lo 1 1|-ERR Invalid IP address or hostname specified~",
                "a 127.0.0.1 99999 1|-ERR Invalid port number.~",
                "a 127.0.0.1 -1 1|-ERR Invalid port number.~",
                "a,b 127.0.0.1 1 1|-ERR Invalid master name~",
            })
    void monitorChecksItsArgumentsInOrder(String arguments, String expected) {
        assertThat(client.send("SENTINEL MONITOR " + arguments)).isEqualTo(expected);
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void namesThatWouldBreakFileOrHelloAreRefused() {
        for (String name : List.of("", "a b", "a\nb", "a\0b")) {
            assertThat(client.sendWords("SENTINEL", "MONITOR", name, "127.0.0.1", "1", "1"))
                    .isEqualTo("-ERR Invalid master name~");
        }
    }

    @Test
    void monitorBegins() {
        client.send("SENTINEL MONITOR m ::1 6379 2");
        assertThat(engine.asked())
                .isEqualTo(new Command.Monitor(
                        MonitorConfig.builder("m", "::1", 6379, 2).build()));
        engine.refuse(Reason.DUPLICATE_MASTER);
        assertThat(client.read()).isEqualTo("-ERR Duplicate master name.~");
    }

    @Test
    void hostNamesAreTakenWhenTheyAreResolved() {
        engine.resolveHostnames = true;
        client.send("SENTINEL MONITOR m redis-0.redis.svc 6379 2");
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
        assertThat(client.sendWords("SENTINEL", "MONITOR", "m", "re dis", "6379", "2"))
                .isEqualTo("-ERR Invalid IP address or hostname specified~");
    }

    @Test
    void rolesAreTheNamesOfTheMasters() {
        client.send("ROLE");
        engine.answer(List.of(Snapshots.master("a"), Snapshots.master("b")));
        assertThat(client.read()).isEqualTo("*2~$8~sentinel~*2~$1~a~$1~b~");
    }
}
