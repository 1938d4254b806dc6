package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.scheduler.Schedulers;

/** Stands in for the decision loop: keeps what it is asked until the test answers. */
final class TestEngine implements Consumer<Call<?>> {
    final ArrayDeque<Call<?>> calls = new ArrayDeque<>();

    /** What is known without a question to the decision loop. */
    final Map<String, InstanceAddress> addresses = new HashMap<>();

    int shutdowns;
    boolean resolveHostnames;
    boolean denyScriptsReconfig = true;

    @Override
    public void accept(Call<?> call) {
        calls.add(call);
    }

    /** The oldest question without an answer. */
    Command<?> asked() {
        return calls.element().command();
    }

    /** Answers the oldest question. */
    @SuppressWarnings("unchecked")
    void answer(Object value) {
        ((Call<Object>) calls.remove()).answer().accept(value);
    }

    /** What the newest question is. */
    Command<?> lastCommand() {
        return calls.getLast().command();
    }

    void done() {
        answer(Command.Done.DONE);
    }

    /** Refuses the oldest question. */
    void refuse(Refusal.Reason reason) {
        calls.remove().answer().refuse(Refusal.of(reason));
    }

    SentinelPort port() {
        return port("", false, 100);
    }

    SentinelPort port(UserSettings users) {
        return port("", false, 100, users);
    }

    SentinelPort port(String password, boolean protectedMode, int clientsMax) {
        return port(password, protectedMode, clientsMax, UserSettings.NONE);
    }

    private SentinelPort port(String password, boolean protectedMode, int clientsMax, UserSettings users) {
        PortSettings settings = new PortSettings(
                Optional.of(new Secret(password)),
                protectedMode,
                clientsMax,
                () -> denyScriptsReconfig,
                () -> resolveHostnames,
                path -> path.equals("/bin/true"));
        ServerFacts facts = new ServerFacts(
                "0.1.0",
                "f".repeat(40),
                () -> List.of(new InstanceAddress("127.0.0.1", 26379), new InstanceAddress("::1", 26379)),
                "systemd",
                "",
                Optional.of("/etc/sentinel.conf"),
                () -> 1_700_000_000_000L,
                () -> 90_061_000);
        return new SentinelPort(
                settings,
                users,
                facts,
                Hosting.EMBEDDED,
                new Decisions(this, name -> Optional.ofNullable(addresses.get(name))),
                () -> shutdowns++,
                Schedulers.immediate());
    }
}
