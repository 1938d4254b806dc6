package io.reactivesentinel.engine.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every kind of outgoing connection keeps to, the real one and a simulated one alike. */
public abstract class LinkFactoryContract {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The connections to be held to the rules. */
    protected abstract LinkFactory links();

    /** A server that answers ECHO with its argument, LATER never, and SUBSCRIBE with a confirmation and one message. */
    protected abstract InstanceAddress server();

    /** An address where nobody listens. */
    protected abstract InstanceAddress nobody();

    /** Ends the server and all its connections. */
    protected abstract void stopServer();

    /** Writes down what a link reports. */
    private static final class Log implements LinkFactory.Listener {
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void opened(String localHost) {
            lines.add("opened " + localHost);
        }

        @Override
        public void pushed(List<RespValue> parts) {
            lines.add("pushed " + parts.get(parts.size() - 1).asText());
        }

        @Override
        public void closed(String reason) {
            assertThat(reason).isNotBlank();
            lines.add("closed");
        }

        String next() {
            try {
                return lines.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static LinkFactory.Reply into(Log log, String name) {
        return new LinkFactory.Reply() {
            @Override
            public void replied(RespValue value) {
                log.lines.add(name + " " + value.asText());
            }

            @Override
            public void expired() {
                log.lines.add(name + " expired");
            }
        };
    }

    private LinkFactory.Link open(Log log) {
        LinkFactory.Link link = links().open(server(), log);
        assertThat(log.next()).isEqualTo("opened 127.0.0.1");
        return link;
    }

    @Test
    void repliesComeInTheOrderOfTheRequests() {
        Log log = new Log();
        LinkFactory.Link link = open(log);

        for (int i = 0; i < 100; i++) {
            link.send(List.of("ECHO", "v" + i), () -> true, into(log, "r"));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(log.next()).isEqualTo("r v" + i);
        }
        link.close(false);
    }

    @Test
    void aConnectionThatNobodyTakesIsClosedAndNothingElse() {
        Log log = new Log();

        links().open(nobody(), log);

        assertThat(log.next()).isEqualTo("closed");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void whatMayNotBeWrittenIsExpiredAndTheRestGoesOn() {
        Log log = new Log();
        LinkFactory.Link link = open(log);

        link.send(List.of("ECHO", "stale"), () -> false, into(log, "first"));
        link.send(List.of("ECHO", "fresh"), () -> true, into(log, "second"));

        assertThat(log.next()).isEqualTo("first expired");
        assertThat(log.next()).isEqualTo("second fresh");
        link.close(false);
    }

    @Test
    void aMessageIsPushedAndAnswersNothing() {
        Log log = new Log();
        LinkFactory.Link link = open(log);

        link.send(List.of("SUBSCRIBE", "news"), () -> true, into(log, "subscribed"));

        assertThat(List.of(log.next(), log.next(), log.next())).contains("pushed hello");
        link.close(false);
    }

    @Test
    void closedIsTheLastThingHeardHoweverItEnds() {
        for (boolean abort : new boolean[] {false, true}) {
            Log log = new Log();
            LinkFactory.Link link = open(log);
            link.send(List.of("LATER"), () -> true, into(log, "never"));

            link.close(abort);
            link.close(abort);

            assertThat(log.next()).isEqualTo("closed");
            assertThat(log.lines).isEmpty();
        }
    }

    @Test
    void aLostConnectionIsReported() {
        Log log = new Log();
        LinkFactory.Link link = open(log);
        link.send(List.of("LATER"), () -> true, into(log, "never"));

        stopServer();

        assertThat(log.next()).isEqualTo("closed");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void oneGivenUpWhileConnectingIsClosed() {
        Log log = new Log();

        links().open(server(), log).close(false);

        String first = log.next();
        assertThat("closed".equals(first) || "closed".equals(log.next())).isTrue();
    }
}
