package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who connects, gives one command, reads the answer and leaves. */
final class Operator extends SimProcess {

    private static final long PATIENCE_US = 10_000_000;

    Operator(World world, String name, SimHost host, int port) {
        super(world, name, host, port);
    }

    @Override
    void begin(Life newLife) {
        // Acts when asked to.
    }

    @Override
    void ended(Life oldLife) {
        // Leaves nothing behind.
    }

    /** Gives a command; the answer is heard at most once, and perhaps never. */
    void give(InstanceAddress to, List<String> words, Consumer<RespValue> answer) {
        Life now = life();
        if (now == null) {
            return;
        }
        world().note(this, "tells " + to + ": " + words);
        Errand errand = new Errand(words, answer);
        LinkFactory.Link link = world().network().links(now).open(to, errand);
        errand.link = link;
        now.in(PATIENCE_US, () -> link.close(false));
    }

    private static final class Errand implements LinkFactory.Listener {

        private final List<String> words;
        private final Consumer<RespValue> answer;
        private LinkFactory.@Nullable Link link;

        Errand(List<String> words, Consumer<RespValue> answer) {
            this.words = words;
            this.answer = answer;
        }

        @Override
        public void opened(String localHost) {
            LinkFactory.Link open = link;
            if (open != null) {
                open.send(words, () -> true, new LinkFactory.Reply() {
                    @Override
                    public void replied(RespValue value) {
                        answer.accept(value);
                        open.close(false);
                    }

                    @Override
                    public void expired() {
                        // It may always be written.
                    }
                });
            }
        }

        @Override
        public void pushed(List<RespValue> parts) {
            // Nothing was subscribed to.
        }

        @Override
        public void closed(String reason) {
            // Whoever waits for an answer waits in vain.
        }
    }
}
