package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.resp.RespValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answers to SENTINEL MASTER.
 *
 * @param address the address it shows, which lags behind its epoch while it reconfigures replicas as C does
 * @param flags its flags for the master
 * @param failoverState how far its own failover has come
 * @param configEpoch its configuration epoch
 * @param otherSentinels how many other Sentinels it knows
 */
record MasterView(
        InstanceAddress address,
        Set<InstanceFlag> flags,
        FailoverState failoverState,
        long configEpoch,
        int otherSentinels) {

    /** Leading a failover that has passed its election, or that needs none. */
    boolean isActing() {
        return flags.contains(InstanceFlag.FAILOVER_IN_PROGRESS)
                && (failoverState.isActing() || flags.contains(InstanceFlag.FORCE_FAILOVER));
    }

    /** Waiting for votes. */
    boolean isCandidate() {
        return flags.contains(InstanceFlag.FAILOVER_IN_PROGRESS) && !isActing();
    }

    boolean isIdle() {
        return !flags.contains(InstanceFlag.FAILOVER_IN_PROGRESS);
    }

    /** Whether we may not ask. */
    static boolean isForbidden(RespValue value) {
        String error = value.bare().asError();
        return error != null && error.startsWith("NOPERM");
    }

    /** Reads the answer; {@code null} when it is an error or makes no sense. */
    static @Nullable MasterView parse(RespValue value) {
        List<RespValue> items = value.bare().elements();
        String host = null;
        int port = -1;
        Set<InstanceFlag> flags = EnumSet.noneOf(InstanceFlag.class);
        FailoverState state = FailoverState.NONE;
        long epoch = -1;
        int others = -1;
        for (int i = 0; i + 1 < items.size(); i += 2) {
            String field = items.get(i).asText();
            String text = items.get(i + 1).asText();
            if (field == null || text == null) {
                return null;
            }
            switch (field) {
                case ReplyField.IP -> host = text;
                case ReplyField.PORT -> port = (int) Digits.parse(text, 65535);
                case ReplyField.FLAGS -> flags = InstanceFlag.parse(text);
                case ReplyField.FAILOVER_STATE -> state = FailoverState.fromWire(text);
                case ReplyField.CONFIG_EPOCH -> epoch = Digits.parse(text, Long.MAX_VALUE);
                case ReplyField.NUM_OTHER_SENTINELS -> others = (int) Digits.parse(text, 10_000);
                default -> {}
            }
        }
        if (host == null || port < 0 || epoch < 0 || others < 0) {
            return null;
        }
        return new MasterView(new InstanceAddress(host, port), flags, state, epoch, others);
    }
}
