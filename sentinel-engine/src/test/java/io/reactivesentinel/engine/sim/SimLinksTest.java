package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.LinkFactoryContract;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Simulated connections keep to what real ones keep to. */
class SimLinksTest extends LinkFactoryContract {

    private static final int PORT = 6_379;

    private final World world = new World(1);
    private final SimHost here = world.network().host("here");
    private final Answering server = new Answering(world, world.network().host("there"));
    private final Answering client = new Answering(world, here);
    private RealTime time;

    /** Answers ECHO and SUBSCRIBE and nothing else. */
    private static final class Answering extends SimProcess {

        Answering(World world, SimHost host) {
            super(world, host.name(), host, PORT);
        }

        @Override
        void begin(Life newLife) {
            world().network().listen(newLife, to -> new Service.Session() {
                @Override
                public void received(List<String> words, Consumer<List<RespValue>> reply) {
                    answer(to, words, reply);
                }

                @Override
                public void closed() {
                    // Nothing is kept for it.
                }
            });
        }

        private static void answer(Service.Client to, List<String> words, Consumer<List<RespValue>> reply) {
            if (words.get(0).equals("ECHO")) {
                reply.accept(List.of(RespValue.bulk(words.get(1))));
            } else if (words.get(0).equals("SUBSCRIBE")) {
                RespValue done = new RespValue.Array(
                        List.of(RespValue.bulk("subscribe"), RespValue.bulk(words.get(1)), RespValue.Int.of(1)));
                reply.accept(List.of(done));
                // A real link tells a confirmation both as an answer and as a push.
                to.push(done);
                to.push(new RespValue.Push(
                        List.of(RespValue.bulk("message"), RespValue.bulk(words.get(1)), RespValue.bulk("hello"))));
            }
        }

        @Override
        void ended(Life oldLife) {
            // Nothing is kept.
        }
    }

    @BeforeEach
    void begin() {
        world.network().move(here, "127.0.0.1");
        client.start();
        server.start();
        time = new RealTime(world);
    }

    @AfterEach
    void end() throws InterruptedException {
        time.close();
    }

    @Override
    protected LinkFactory links() {
        SimProcess.Life life = client.life();
        if (life == null) {
            throw new IllegalStateException("the client is dead");
        }
        return time.links(world.network().links(life));
    }

    @Override
    protected InstanceAddress server() {
        return server.address();
    }

    @Override
    protected InstanceAddress nobody() {
        return new InstanceAddress(server.address().host(), PORT + 1);
    }

    @Override
    protected void stopServer() {
        time.run(server::crash);
    }
}
