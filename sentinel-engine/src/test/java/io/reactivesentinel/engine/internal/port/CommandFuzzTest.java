package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a client says, it is answered, and the next command is too. */
class CommandFuzzTest {

    @Property(tries = 3000)
    void everyCommandIsAnsweredAndTheConnectionGoesOn(@ForAll("commands") List<List<RespBytes>> commands) {
        TestEngine engine = new TestEngine();
        TestClient client = new TestClient(engine.port());
        StringBuilder wire = new StringBuilder();
        for (List<RespBytes> words : commands) {
            wire.append(client.sendBytes(words));
        }
        wire.append(client.sendWords("PING", "the-end"));
        while (!engine.calls.isEmpty()) {
            engine.refuse(Reason.OVERLOADED);
        }
        wire.append(client.read());
        assertThat(wire.toString()).doesNotContain("internal error");
        assertThat(wire.toString()).endsWith("$7~the-end~");
    }

    @Provide
    Arbitrary<List<List<RespBytes>>> commands() {
        Arbitrary<String> known = Arbitraries.of(
                "ping",
                "AUTH",
                "hello",
                "2",
                "3",
                "setname",
                "CLIENT",
                "SETINFO",
                "lib-name",
                "id",
                "getname",
                "help",
                "sentinel",
                "masters",
                "MASTER",
                "replicas",
                "ckquorum",
                "set",
                "monitor",
                "reset",
                "quorum",
                "rename-command",
                "auth-pass",
                "is-master-down-by-addr",
                "get-master-addr-by-name",
                "mymaster",
                "*",
                "127.0.0.1",
                "-1",
                "99999999999999999999",
                "info",
                "server",
                "role",
                "publish",
                "subscribe",
                "unsubscribe",
                "psubscribe",
                "punsubscribe",
                "__sentinel__:hello",
                "+tilt",
                "shutdown",
                "now",
                "");
        Arbitrary<RespBytes> words = Arbitraries.frequencyOf(
                Tuple.of(9, known.map(RespBytes::of)),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(6).map(bytes -> RespBytes.wrap(bytes))));
        return words.list().ofMinSize(1).ofMaxSize(6).list().ofMaxSize(6);
    }
}
