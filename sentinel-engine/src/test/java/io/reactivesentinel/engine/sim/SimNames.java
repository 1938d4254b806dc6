package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a Sentinel that resolves names before it connects, by a service that may be slow or know nothing. */
final class SimNames implements LinkFactory {

    private static final long QUICK_US = 2_000;
    private static final long STALLED_US = 5_000_000;

    private final LinkFactory inside;
    private final HostNames names;
    private final SimProcess.Life life;

    SimNames(LinkFactory inside, HostNames names, SimProcess.Life life) {
        this.inside = inside;
        this.names = names;
        this.life = life;
    }

    private static boolean isNumber(String host) {
        return Character.isDigit(host.charAt(0));
    }

    private long delayUs() {
        return names.isStalled() ? STALLED_US : names.chance().between(QUICK_US / 20, QUICK_US);
    }

    @Override
    public void resolve(String host, Consumer<List<String>> answer) {
        boolean stalled = names.isStalled();
        life.in(delayUs(), () -> {
            String ip = names.resolve(host);
            answer.accept(stalled || ip == null ? List.of() : List.of(ip));
        });
    }

    @Override
    public Link open(InstanceAddress address, Listener listener) {
        if (isNumber(address.host())) {
            return inside.open(address, listener);
        }
        Named link = new Named(listener);
        life.in(delayUs(), () -> link.resolved(names.resolve(address.host()), address.port()));
        return link;
    }

    /** A connection to a name; only its first step differs. */
    private final class Named implements Link {

        private final Listener listener;
        private @Nullable Link link;
        private boolean closed;

        Named(Listener listener) {
            this.listener = listener;
        }

        void resolved(@Nullable String ip, int port) {
            if (closed) {
                return;
            }
            if (ip == null) {
                closed = true;
                listener.closed("unknown host");
                return;
            }
            link = inside.open(new InstanceAddress(ip, port), new Listener() {
                @Override
                public void opened(String localHost) {
                    listener.opened(localHost, ip);
                }

                @Override
                public void pushed(List<RespValue> parts) {
                    listener.pushed(parts);
                }

                @Override
                public void closed(String reason) {
                    listener.closed(reason);
                }
            });
        }

        @Override
        public void send(List<String> words, BooleanSupplier mayWrite, Reply reply) {
            if (link != null) {
                link.send(words, mayWrite, reply);
            }
        }

        @Override
        public void close(boolean abort) {
            if (link != null) {
                link.close(abort);
            } else if (!closed) {
                closed = true;
                listener.closed("given up");
            }
        }
    }
}
