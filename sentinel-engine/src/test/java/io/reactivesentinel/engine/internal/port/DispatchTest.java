package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every command: existence, number of words, authentication, context, order. */
class DispatchTest {
    private final TestEngine engine = new TestEngine();
    private final TestClient client = new TestClient(engine.port());

    @Test
    void unknownCommandsAreEchoedWithTheBeginningOfTheirArguments() {
        assertThat(client.send("QUIT")).isEqualTo("-ERR unknown command 'QUIT', with args beginning with: ~");
        assertThat(client.send("foo bar baz"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: 'bar' 'baz' ~");
        assertThat(client.sendWords("a\r\nb", "c\nd"))
                .isEqualTo("-ERR unknown command 'a  b', with args beginning with: 'c d' ~");
        assertThat(client.send("x".repeat(200) + " y"))
                .isEqualTo("-ERR unknown command '" + "x".repeat(128) + "', with args beginning with: 'y' ~");
    }

    @Test
    void theEchoOfArgumentsIsBounded() {
        assertThat(client.send("foo " + "a".repeat(113) + " " + "b".repeat(27) + " cc"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: '" + "a".repeat(113) + "' '"
                        + "b".repeat(12) + "' ~");
        assertThat(client.send("foo " + "a".repeat(500) + " b"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: '" + "a".repeat(128) + "' ~");
    }

    @Test
    void unknownSubcommandsNameTheirContainer() {
        assertThat(client.send("sentinel FOO")).isEqualTo("-ERR unknown subcommand 'FOO'. Try SENTINEL HELP.~");
        assertThat(client.send("CLIENT " + "x".repeat(200)))
                .isEqualTo("-ERR unknown subcommand '" + "x".repeat(128) + "'. Try CLIENT HELP.~");
    }

    @Test
    void theNumberOfWordsIsChecked() {
        assertThat(client.send("Sentinel")).isEqualTo("-ERR wrong number of arguments for 'sentinel' command~");
        assertThat(client.send("SENTINEL MASTERS x"))
                .isEqualTo("-ERR wrong number of arguments for 'sentinel|masters' command~");
        assertThat(client.send("SENTINEL SET m quorum"))
                .isEqualTo("-ERR wrong number of arguments for 'sentinel|set' command~");
        assertThat(client.send("PUBLISH a")).isEqualTo("-ERR wrong number of arguments for 'publish' command~");
        assertThat(client.send("SUBSCRIBE")).isEqualTo("-ERR wrong number of arguments for 'subscribe' command~");
        assertThat(client.send("role x")).isEqualTo("-ERR wrong number of arguments for 'role' command~");
    }

    @Test
    void aliasesReportTheNameTheyWereCalledBy() {
        assertThat(client.send("SENTINEL PRIMARY"))
                .isEqualTo("-ERR wrong number of arguments for 'sentinel|primary' command~");
    }

    @Test
    void authenticationIsAskedForAfterExistenceAndNumberOfWords() {
        TestClient stranger = new TestClient(engine.port("secret", false, 10));
        assertThat(stranger.send("foo")).startsWith("-ERR unknown command 'foo'");
        assertThat(stranger.send("sentinel foo")).startsWith("-ERR unknown subcommand 'foo'");
        assertThat(stranger.send("role x")).startsWith("-ERR wrong number of arguments");
        assertThat(stranger.send("PING a b")).isEqualTo("-NOAUTH Authentication required.~");
        assertThat(stranger.send("SENTINEL MASTERS")).isEqualTo("-NOAUTH Authentication required.~");
        assertThat(stranger.send("SHUTDOWN")).isEqualTo("-NOAUTH Authentication required.~");
        assertThat(engine.calls).isEmpty();
        assertThat(engine.shutdowns).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.1", "host: localhost", "Host: x"})
    void browsersAreHungUpOn(String line) {
        assertThat(client.send(line)).isEmpty();
        assertThat(client.closed).isTrue();
        assertThat(client.send("PING")).isEmpty();
    }

    @Test
    void answersKeepTheOrderOfTheirCommands() {
        assertThat(client.send("SENTINEL MYID")).isEmpty();
        assertThat(client.send("PING")).isEmpty();
        assertThat(client.send("SENTINEL FLUSHCONFIG")).isEmpty();
        assertThat(engine.calls).hasSize(2);
        engine.answer(Snapshots.summary());
        assertThat(client.read()).isEqualTo("$40~" + Snapshots.MY_ID + "~+PONG~");
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
    }

    @Test
    void pipelinedQuestionsAreUnderWayTogether() {
        for (int i = 0; i < 60; i++) {
            client.send("SENTINEL IS-MASTER-DOWN-BY-ADDR 10.0.0.1 6379 7 " + "a".repeat(40));
        }
        assertThat(engine.calls).hasSize(60);
    }

    @Test
    void aChangeOfTheConnectionWaitsForEarlierAnswersAndLaterCommandsWaitForIt() {
        client.send("SENTINEL MASTER m");
        client.send("HELLO 3");
        client.send("SENTINEL GET-MASTER-ADDR-BY-NAME none");
        assertThat(engine.calls).hasSize(1);
        engine.answer(Snapshots.master("m"));
        String wire = client.read();
        assertThat(wire).startsWith("*40~").contains("%6~$6~server~$5~redis~");
        engine.answer(Optional.empty());
        assertThat(client.read()).isEqualTo("_~");
    }

    @Test
    void answersAfterTheEndAreDropped() {
        client.send("SENTINEL MYID");
        client.send("SUBSCRIBE +sdown");
        client.hangUp();
        engine.answer(Snapshots.summary());
        assertThat(client.read()).isEmpty();
        assertThat(client.send("PING")).isEmpty();
    }

    @Test
    void aSecondAnswerIsNotSent() {
        client.send("SENTINEL FLUSHCONFIG");
        var call = engine.calls.element();
        engine.done();
        engine.calls.add(call);
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyRefusalBecomesAnError(Reason reason) {
        client.send("SENTINEL FAILOVER m");
        engine.refuse(reason);
        assertThat(client.read())
                .isEqualTo(
                        switch (reason) {
                            case NO_SUCH_MASTER -> "-ERR No such master with that name~";
                            case DUPLICATE_MASTER -> "-ERR Duplicate master name.~";
                            case FAILOVER_IN_PROGRESS -> "-INPROG Failover already in progress~";
                            case NO_GOOD_REPLICA -> "-NOGOODSLAVE No suitable replica to promote~";
                            case NO_GOOD_MASTER -> "-NOGOODPRIMARY Primary does not support FAILOVER command~";
                            case NO_MAJORITY -> "-NOQUORUM No majority to elect a leader~";
                            case NOT_SAVED -> "-ERR Failed to save config file. Check server logs.~";
                            case FAULTED -> "-ERR This master is faulted, see the log~";
                            case OVERLOADED -> "-ERR Sentinel is overloaded, try again later~";
                            case INVALID -> "-ERR Invalid argument~";
                            case STOPPED -> "-ERR Sentinel is shutting down~";
                            case NOT_A_MEMBER -> "-ERR This Sentinel only observes: it cannot vote or lead a failover~";
                        });
    }

    @Test
    void aDefectInOneAnswerIsReportedAndEndsNothing() {
        client.send("SENTINEL MYID");
        client.send("PING");
        engine.answer("not a summary at all");
        assertThat(client.read()).isEqualTo("-ERR internal error~+PONG~");
    }

    @Test
    void wordsAreTakenAsTheBytesTheyAre() {
        assertThat(client.sendBytes(List.of(RespBytes.of("PING"), RespBytes.wrap(new byte[] {0, '\r', '\n', 'x'}))))
                .isEqualTo("$4~\0~x~");
        client.sendBytes(List.of(RespBytes.of("SENTINEL"), RespBytes.of("MASTER"), RespBytes.of("mästér")));
        assertThat(engine.asked()).isEqualTo(new Command.Master("mästér"));
    }
}
