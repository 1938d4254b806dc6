package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks one peer which configuration it holds: SENTINEL MASTER, GET-MASTER-ADDR-BY-NAME, SENTINEL MASTER, in one go.
 *
 * <p>SENTINEL MASTER alone lies: a C leader that reconfigures replicas shows the old address with the new epoch. The
 * address from between two answers that agree on the epoch is the truth.
 */
final class ConfigRead {

    final Peer peer;
    final long sentMs;
    private final @Nullable Request last;
    private @Nullable MasterView before;
    private @Nullable InstanceAddress told;
    private @Nullable InstanceAddress address;
    private @Nullable MasterView after;
    private boolean failed;

    private ConfigRead(Peer peer, long sentMs, @Nullable Request last) {
        this.peer = peer;
        this.sentMs = sentMs;
        this.last = last;
    }

    /** Asks; one that cannot be sent counts as failed. */
    static ConfigRead start(Peer peer, Step step) {
        Asking asking = new Asking();
        String name = peer.master.name;
        Conn conn = peer.link.command;
        Links.send(conn, Request.Kind.VIEW, List.of("SENTINEL", "MASTER", name), peer, asking, step);
        Links.send(
                conn, Request.Kind.ADDRESS, List.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name), peer, asking, step);
        Request last = Links.send(conn, Request.Kind.VIEW, List.of("SENTINEL", "MASTER", name), peer, asking, step);
        ConfigRead read = new ConfigRead(peer, step.nowMs, last);
        asking.read = read;
        return read;
    }

    /** Ties the requests to the read that is made after them. */
    static final class Asking {
        @Nullable
        ConfigRead read;
    }

    void viewed(@Nullable MasterView view) {
        if (view == null) {
            failed = true;
        } else if (before == null) {
            before = view;
        } else {
            after = view;
        }
    }

    void addressed(RespValue value, Step step) {
        List<RespValue> parts = value.bare().elements();
        String host = parts.size() == 2 ? parts.get(0).asText() : null;
        String port = parts.size() == 2 ? parts.get(1).asText() : null;
        long number = port == null ? -1 : Digits.parse(port, 65535);
        if (host == null || number < 0) {
            failed = true;
        } else {
            told = new InstanceAddress(host, (int) number);
            address = peer.master.known(told, step);
        }
    }

    /** Whether an answer may still come. */
    boolean isPending() {
        return !failed && after == null && Request.awaits(last);
    }

    /** What it holds; {@code null} while that is unknown or when the answers do not fit together. */
    @Nullable
    Held held() {
        if (failed
                || before == null
                || after == null
                || told == null
                || address == null
                || before.configEpoch() != after.configEpoch()) {
            return null;
        }
        return new Held(address, told, after.configEpoch(), after);
    }

    /**
     * A configuration that a peer holds.
     *
     * @param address where clients are sent, as that node is known here
     * @param told the same, as the peer tells it
     * @param epoch its epoch
     * @param view its latest view of the master
     */
    record Held(InstanceAddress address, InstanceAddress told, long epoch, MasterView view) {

        boolean isConfig(InstanceAddress otherAddress, long otherEpoch) {
            return epoch == otherEpoch && address.equals(otherAddress);
        }
    }
}
