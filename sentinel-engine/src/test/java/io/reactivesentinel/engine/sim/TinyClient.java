package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Somebody who sends commands, and who may also answer some, as a Sentinel under a test's control. */
final class TinyClient extends SimProcess {

    private final Function<List<String>, RespValue> answers;

    TinyClient(World world, SimHost host, Function<List<String>, RespValue> answers) {
        super(world, host.name(), host, 26379);
        this.answers = answers;
        start();
    }

    @Override
    void begin(Life life) {
        world().network().listen(life, client -> new Service.Session() {
            @Override
            public void received(List<String> words, java.util.function.Consumer<List<RespValue>> reply) {
                reply.accept(List.of(answers.apply(words)));
            }

            @Override
            public void closed() {
                // Nothing is kept for it.
            }
        });
    }

    @Override
    void ended(Life life) {
        // Nothing is kept.
    }

    /** Sends one command; what is answered is in the list as soon as it has arrived. */
    List<RespValue> send(InstanceAddress to, String... words) {
        List<RespValue> answered = new ArrayList<>();
        Life life = life();
        if (life == null) {
            throw new IllegalStateException(name() + " is dead");
        }
        LinkFactory.Link[] link = new LinkFactory.Link[1];
        link[0] = world().network().links(life).open(to, new LinkFactory.Listener() {
            @Override
            public void opened(String localHost) {
                link[0].send(List.of(words), () -> true, new LinkFactory.Reply() {
                    @Override
                    public void replied(RespValue value) {
                        answered.add(value);
                    }

                    @Override
                    public void expired() {
                        throw new IllegalStateException("nothing expires");
                    }
                });
            }

            @Override
            public void pushed(List<RespValue> parts) {
                answered.add(new RespValue.Array(parts));
            }

            @Override
            public void closed(String reason) {
                // What is missing in the answers shows it.
            }
        });
        return answered;
    }

    /** Sends one command and lets the world go on until it is answered. */
    RespValue ask(InstanceAddress to, String... words) {
        List<RespValue> answered = send(to, words);
        for (int i = 0; i < 1_000 && answered.isEmpty(); i++) {
            world().run(1);
        }
        return answered.get(0);
    }
}
