package io.reactivesentinel.resp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopbackTest {

    @Test
    void tenThousandPipelinedCommandsAreAnsweredInOrder() throws InterruptedException {
        RespListener listener = RespServer.create()
                .listen("127.0.0.1", 0)
                .bind(connection -> (command, responder) -> responder.reply(RespValue.bulk(command.text(1))))
                .block(Duration.ofSeconds(10));
        RespConnection connection =
                RespClient.to("127.0.0.1", listener.port()).connect().block(Duration.ofSeconds(10));
        List<String> replies = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            connection.request(RespCommand.of("ECHO", "n" + i), new ReplyHandler() {
                @Override
                public void onReply(RespValue reply) {
                    replies.add(reply.asText());
                    done.countDown();
                }

                @Override
                public void onLost(Throwable cause) {
                    replies.add(cause.toString());
                    done.countDown();
                }
            });
        }
        assertThat(done.await(5, TimeUnit.SECONDS))
                .as("pending %d done %d %s", connection.pendingRequests(), replies.size(), connection.closeCause())
                .isTrue();
        for (int i = 0; i < 10_000; i++) {
            assertThat(replies.get(i)).isEqualTo("n" + i);
        }
        connection.dispose();
        listener.dispose();
    }
}
