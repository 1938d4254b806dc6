package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PING, AUTH, HELLO and CLIENT; the expected texts are those of a real Sentinel. */
class ConnectionCommandsTest {
    private static final String WRONG_PASS = "-WRONGPASS invalid username-password pair or user is disabled.~";
    private static final String HELLO_NO_AUTH =
            "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user>"
                    + " <pass> option can be used to authenticate the client and select the RESP protocol version at the"
                    + " same time~";

    private final TestEngine engine = new TestEngine();
    private final TestClient client = new TestClient(engine.port());
    private final TestClient stranger = new TestClient(engine.port("secret", false, 10));

    @Test
    void pingAnswersPongOrItsWord() {
        assertThat(client.send("ping")).isEqualTo("+PONG~");
        assertThat(client.send("PING hi")).isEqualTo("$2~hi~");
        assertThat(client.send("PING a b")).isEqualTo("-ERR wrong number of arguments for 'ping' command~");
    }

    @Test
    void helloChoosesTheProtocol() {
        assertThat(client.send("HELLO"))
                .isEqualTo("*12~$6~server~$5~redis~$7~version~$5~7.2.4~$5~proto~:2~$2~id~:1~$4~mode~$8~sentinel~"
                        + "$7~modules~*0~");
        assertThat(client.send("HELLO 3"))
                .isEqualTo("%6~$6~server~$5~redis~$7~version~$5~7.2.4~$5~proto~:3~$2~id~:1~$4~mode~$8~sentinel~"
                        + "$7~modules~*0~");
        assertThat(client.send("HELLO")).startsWith("%6~");
        assertThat(client.send("HELLO 2")).startsWith("*12~");
    }

    @Test
    void helloRefusesWhatItDoesNotKnow() {
        assertThat(client.send("HELLO x")).isEqualTo("-ERR Protocol version is not an integer or out of range~");
        assertThat(client.send("HELLO 4")).isEqualTo("-NOPROTO unsupported protocol version~");
        assertThat(client.send("HELLO 1")).isEqualTo("-NOPROTO unsupported protocol version~");
        assertThat(client.send("HELLO 3 FOO")).isEqualTo("-ERR Syntax error in HELLO option 'FOO'~");
        assertThat(client.send("HELLO 3 AUTH x")).isEqualTo("-ERR Syntax error in HELLO option 'AUTH'~");
        assertThat(client.send("HELLO 3 SETNAME")).isEqualTo("-ERR Syntax error in HELLO option 'SETNAME'~");
        assertThat(client.send("HELLO 2 SETNAME a b")).isEqualTo("-ERR Syntax error in HELLO option 'b'~");
        assertThat(client.sendWords("HELLO", "2", "SETNAME", "a b"))
                .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.~");
        assertThat(client.send("CLIENT GETNAME"))
                .as("still RESP2, still nameless")
                .isEqualTo("$-1~");
    }

    @Test
    void helloAuthenticatesAndNamesInOneGo() {
        assertThat(stranger.send("HELLO")).isEqualTo(HELLO_NO_AUTH);
        assertThat(stranger.send("HELLO 3")).isEqualTo(HELLO_NO_AUTH);
        assertThat(stranger.send("HELLO 9")).isEqualTo("-NOPROTO unsupported protocol version~");
        assertThat(stranger.send("HELLO 3 AUTH default bad")).isEqualTo(WRONG_PASS);
        assertThat(stranger.send("PING")).isEqualTo("-NOAUTH Authentication required.~");
        assertThat(stranger.trusted).isFalse();
        assertThat(stranger.send("hello 3 setname me auth default secret")).startsWith("%6~");
        assertThat(stranger.send("CLIENT GETNAME")).isEqualTo("$2~me~");
        assertThat(stranger.trusted).isTrue();
    }

    @Test
    void authChecksThePassword() {
        assertThat(stranger.send("AUTH bad")).isEqualTo(WRONG_PASS);
        assertThat(stranger.send("AUTH nobody secret")).isEqualTo(WRONG_PASS);
        assertThat(stranger.send("AUTH a b c")).isEqualTo("-ERR syntax error~");
        assertThat(stranger.send("AUTH default secret")).isEqualTo("+OK~");
        assertThat(stranger.send("AUTH bad")).isEqualTo(WRONG_PASS);
        assertThat(stranger.send("PING")).as("authentication is not lost").isEqualTo("+PONG~");
    }

    @Test
    void authWithoutAPasswordConfigured() {
        assertThat(client.send("AUTH x"))
                .isEqualTo("-ERR AUTH <password> called without any password configured for the default user. Are you"
                        + " sure your configuration is correct?~");
        assertThat(client.send("AUTH default x")).isEqualTo("+OK~");
        assertThat(client.send("AUTH other x")).isEqualTo(WRONG_PASS);
    }

    @Test
    void clientsHaveNumbersAndNames() {
        assertThat(client.send("CLIENT ID")).isEqualTo(":1~");
        assertThat(client.send("CLIENT GETNAME")).isEqualTo("$-1~");
        assertThat(client.send("CLIENT SETNAME app")).isEqualTo("+OK~");
        assertThat(client.send("CLIENT GETNAME")).isEqualTo("$3~app~");
        assertThat(client.sendWords("CLIENT", "SETNAME", "a b"))
                .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.~");
        assertThat(client.sendWords("CLIENT", "SETNAME", "")).isEqualTo("+OK~");
        client.send("HELLO 3");
        assertThat(client.send("CLIENT GETNAME")).isEqualTo("_~");
    }

    @Test
    void clientsSayWhatLibraryTheyAre() {
        assertThat(client.send("CLIENT SETINFO lib-name jedis")).isEqualTo("+OK~");
        assertThat(client.send("CLIENT SETINFO LIB-VER 8.0.2")).isEqualTo("+OK~");
        assertThat(client.send("CLIENT SETINFO x y")).isEqualTo("-ERR Unrecognized option 'x'~");
        assertThat(client.sendWords("CLIENT", "SETINFO", "lib-name", "a b"))
                .isEqualTo("-ERR lib-name cannot contain spaces, newlines or special characters.~");
    }

    @Test
    void containersExplainThemselves() {
        assertThat(client.send("CLIENT HELP"))
                .startsWith("*52~+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:~+CACHING (YES|NO)~")
                .contains("~+GETNAME~+    Return the name of the current connection.~")
                .endsWith("+HELP~+    Print this help.~");
        assertThat(client.send("CLIENT HELP me"))
                .isEqualTo("-ERR wrong number of arguments for 'client|help' command~");
    }

    @Test
    void shutdownEndsTheProcessWithoutAWord() {
        assertThat(client.send("SHUTDOWN FOO")).isEqualTo("-ERR syntax error~");
        assertThat(client.send("SHUTDOWN NOSAVE SAVE")).isEqualTo("-ERR syntax error~");
        assertThat(client.send("SHUTDOWN ABORT NOW")).isEqualTo("-ERR syntax error~");
        assertThat(client.send("SHUTDOWN ABORT")).isEqualTo("-ERR No shutdown in progress.~");
        assertThat(engine.shutdowns).isZero();
        assertThat(client.send("SHUTDOWN nosave NOW FORCE")).isEmpty();
        assertThat(engine.shutdowns).isEqualTo(1);
    }

    @Test
    void tooManyClientsAreTurnedAway() {
        SentinelPort port = engine.port("", false, 2);
        TestClient first = new TestClient(port);
        new TestClient(port);
        TestClient third = new TestClient(port);
        assertThat(third.read()).isEqualTo("-ERR max number of clients reached~");
        assertThat(third.closed).isTrue();
        assertThat(third.send("PING")).isEmpty();
        third.hangUp();
        first.hangUp();
        assertThat(port.clientCount()).isEqualTo(1);
        assertThat(new TestClient(port).send("PING")).isEqualTo("+PONG~");
    }

    @Test
    void protectedModeTurnsAwayWhoIsNotLocalWhileThereIsNoPassword() {
        TestClient far = new TestClient(engine.port("", true, 2), false);
        assertThat(far.read()).startsWith("-DENIED ");
        assertThat(far.closed).isTrue();
        assertThat(new TestClient(engine.port("", true, 2), true).send("PING")).isEqualTo("+PONG~");
        TestClient withPassword = new TestClient(engine.port("secret", true, 2), false);
        assertThat(withPassword.send("AUTH secret")).isEqualTo("+OK~");
    }
}
