package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes: it asks the Sentinels for the master, checks its role, and writes one thing after the other.
 * When the master refuses, goes or says nothing, it asks again.
 */
public final class WriterClient extends SimProcess {

    private static final long SENTINEL_TIMEOUT_US = 500_000;
    private static final long CONNECT_TIMEOUT_US = 1_000_000;
    private static final long WRITE_TIMEOUT_US = 1_000_000;
    private static final long PAUSE_US = 200_000;

    private final List<InstanceAddress> sentinels;
    private final String master;
    private final long periodUs;
    private final WriteLog log;
    private int nextSentinel;
    private int turn;
    private LinkFactory.@Nullable Link link;
    private @Nullable InstanceAddress writingTo;
    private WriteLog.@Nullable Write outstanding;

    /** A client that writes that often, and no more than one thing at a time. */
    WriterClient(
            World world,
            String name,
            SimHost host,
            List<InstanceAddress> sentinels,
            String master,
            long periodMs,
            WriteLog log) {
        super(world, name, host, 0);
        this.sentinels = List.copyOf(sentinels);
        this.master = master;
        this.periodUs = periodMs * 1_000;
        this.log = log;
    }

    /** What it has written; several clients must not share one. */
    public WriteLog log() {
        return log;
    }

    /** Which node it writes to; {@code null} while it looks for one. */
    public @Nullable InstanceAddress writingTo() {
        return writingTo;
    }

    @Override
    void begin(Life newLife) {
        link = null;
        writingTo = null;
        outstanding = null;
        ask(newLife);
        newLife.in(world().chance().between(1, periodUs), () -> tick(newLife));
    }

    @Override
    void ended(Life oldLife) {
        turn++;
        writingTo = null;
    }

    /** A node tells, beside the wire, that and as what it has carried out a write. */
    void executed(long id, RedisNode node, Lineage lineage, long offset) {
        log.executed(id, node, lineage, offset, world().queue().nowUs());
    }

    // --- Finding the master.

    /** Whatever is still under way for the last attempt does not matter any more. */
    private int newTurn() {
        LinkFactory.Link old = link;
        link = null;
        writingTo = null;
        outstanding = null;
        turn++;
        if (old != null) {
            old.close(false);
        }
        return turn;
    }

    private void ask(Life life) {
        int now = newTurn();
        InstanceAddress sentinel = sentinels.get(nextSentinel);
        open(
                life,
                sentinel,
                now,
                SENTINEL_TIMEOUT_US,
                List.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master),
                value -> {
                    List<RespValue> parts = value.elements();
                    String host = parts.size() == 2 ? parts.get(0).asText() : null;
                    String port = parts.size() == 2 ? parts.get(1).asText() : null;
                    if (host == null || port == null) {
                        failed(life, now, true);
                    } else {
                        connect(life, new InstanceAddress(host, Integer.parseInt(port)));
                    }
                });
    }

    private void connect(Life life, InstanceAddress address) {
        int now = newTurn();
        open(life, address, now, CONNECT_TIMEOUT_US, List.of("ROLE"), value -> {
            List<RespValue> parts = value.elements();
            if (!parts.isEmpty() && "master".equals(parts.get(0).asText())) {
                writingTo = world().network().names().identity(address);
            } else {
                failed(life, now, false);
            }
        });
    }

    /** Again in a moment, from the same Sentinel or the next one. */
    private void failed(Life life, int which, boolean nextOne) {
        if (which != turn) {
            return;
        }
        int now = newTurn();
        if (nextOne) {
            nextSentinel = (nextSentinel + 1) % sentinels.size();
        }
        life.in(PAUSE_US, () -> {
            if (now == turn) {
                ask(life);
            }
        });
    }

    /** Connects and asks one question. */
    private void open(
            Life life,
            InstanceAddress address,
            int now,
            long timeoutUs,
            List<String> question,
            Consumer<RespValue> answer) {
        boolean[] answered = new boolean[1];
        boolean sentinel = question.size() > 1;
        link = world().network().links(life).open(address, new LinkFactory.Listener() {
            @Override
            public void opened(String localHost) {
                if (now == turn) {
                    send(now, question, value -> {
                        answered[0] = true;
                        answer.accept(value);
                    });
                }
            }

            @Override
            public void pushed(List<RespValue> parts) {
                // It subscribes to nothing.
            }

            @Override
            public void closed(String reason) {
                failed(life, now, sentinel);
            }
        });
        life.in(timeoutUs, () -> {
            if (!answered[0]) {
                failed(life, now, sentinel);
            }
        });
    }

    private void send(int now, List<String> words, Consumer<RespValue> then) {
        LinkFactory.Link open = link;
        if (open != null) {
            open.send(words, () -> true, new LinkFactory.Reply() {
                @Override
                public void replied(RespValue value) {
                    if (now == turn) {
                        then.accept(value);
                    }
                }

                @Override
                public void expired() {
                    // Nothing here expires.
                }
            });
        }
    }

    // --- Writing.

    private void tick(Life life) {
        long nowUs = world().queue().nowUs();
        WriteLog.Write waiting = outstanding;
        if (waiting != null && nowUs - waiting.sentUs() >= WRITE_TIMEOUT_US) {
            failed(life, turn, false);
        } else if (waiting == null && writingTo != null) {
            write(life, nowUs);
        }
        life.in(periodUs, () -> tick(life));
    }

    private void write(Life life, long nowUs) {
        WriteLog.Write write = log.sent(nowUs);
        int now = turn;
        outstanding = write;
        send(now, List.of("SET", name(), Long.toString(write.id())), value -> {
            outstanding = null;
            String error = value.asError();
            if (error == null) {
                log.acknowledged(write, world().queue().nowUs());
            } else {
                log.refused(write);
                if (error.startsWith("READONLY") || error.startsWith("LOADING")) {
                    failed(life, now, false);
                }
            }
        });
    }
}
