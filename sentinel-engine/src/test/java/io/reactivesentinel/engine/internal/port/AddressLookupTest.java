package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When GET-MASTER-ADDR-BY-NAME is answered without the decision loop. */
class AddressLookupTest {
    private static final String ASK = "SENTINEL GET-MASTER-ADDR-BY-NAME m";
    private static final InstanceAddress OLD = new InstanceAddress("10.0.0.1", 6379);
    private static final InstanceAddress NEW = new InstanceAddress("10.0.0.2", 6380);
    private static final String ANSWER_OLD = "*2~$8~10.0.0.1~$4~6379~";
    private static final String ANSWER_NEW = "*2~$8~10.0.0.2~$4~6380~";

    private final TestEngine engine = new TestEngine();
    private final TestClient client = new TestClient(engine.port());

    @Test
    void aKnownAddressIsAnsweredAtOnce() {
        engine.addresses.put("m", OLD);
        assertThat(client.send(ASK)).isEqualTo(ANSWER_OLD);
        engine.addresses.put("m", NEW);
        assertThat(client.send(ASK)).isEqualTo(ANSWER_NEW);
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void anUnknownOneIsAQuestion() {
        assertThat(client.send(ASK)).isEmpty();
        assertThat(engine.asked()).isEqualTo(new Command.MasterAddress("m"));
        engine.answer(Optional.empty());
        assertThat(client.read()).isEqualTo("*-1~");
    }

    @Test
    void behindAnotherQuestionItTakesItsTurnInTheDecisionLoop() {
        engine.addresses.put("m", OLD);
        assertThat(client.send("SENTINEL FAILOVER m")).isEmpty();
        assertThat(client.send(ASK)).isEmpty();
        assertThat(engine.calls).hasSize(2);
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~");
        assertThat(engine.asked()).isEqualTo(new Command.MasterAddress("m"));
        engine.answer(Optional.of(NEW));
        assertThat(client.read()).isEqualTo(ANSWER_NEW);
    }
}
