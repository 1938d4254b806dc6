package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client with one connection, by which an operator or a test says something to a server and hears what it answers. */
public final class RedisClient extends SimProcess implements LinkFactory.Listener {

    private final InstanceAddress to;
    private final List<List<String>> early = new ArrayList<>();
    private final List<RespValue> answers = new ArrayList<>();
    private final List<List<RespValue>> pushes = new ArrayList<>();
    private LinkFactory.@Nullable Link link;
    private boolean open;
    private boolean closed;

    RedisClient(World world, String name, SimHost host, InstanceAddress to) {
        super(world, name, host, 0);
        this.to = to;
    }

    @Override
    void begin(Life newLife) {
        open = false;
        closed = false;
        link = world().network().links(newLife).open(to, this);
    }

    @Override
    void ended(Life oldLife) {
        link = null;
        closed = true;
    }

    /** Sends a command, as soon as the connection stands. */
    void send(String... words) {
        send(List.of(words));
    }

    private void send(List<String> words) {
        LinkFactory.Link standing = link;
        if (!open || standing == null) {
            early.add(words);
            return;
        }
        standing.send(words, () -> true, new LinkFactory.Reply() {
            @Override
            public void replied(RespValue value) {
                answers.add(value);
            }

            @Override
            public void expired() {
                // Nothing here expires.
            }
        });
    }

    /** Everything that has been answered so far. */
    List<RespValue> answers() {
        return answers;
    }

    /** Everything that has been pushed so far. */
    List<List<RespValue>> pushes() {
        return pushes;
    }

    /** Whether the connection is over, or never came to stand. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void opened(String localHost) {
        open = true;
        early.forEach(this::send);
        early.clear();
    }

    @Override
    public void pushed(List<RespValue> parts) {
        pushes.add(parts);
    }

    @Override
    public void closed(String reason) {
        closed = true;
        open = false;
    }
}
