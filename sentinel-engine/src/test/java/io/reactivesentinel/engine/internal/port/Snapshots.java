package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command.Summary;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InfoStatus;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.InstanceStatus;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.protocol.SentinelSnapshot;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Answers of a decision loop for tests. */
final class Snapshots {
    static final String MY_ID = "a6eac2e192f23933ebeeef2d5ae0504e7de478bd";
    private static final InstanceAddress MASTER = new InstanceAddress("10.0.0.1", 6379);

    private Snapshots() {}

    static InstanceStatus status(InstanceKind kind, String name, InstanceAddress address, Set<InstanceFlag> flags) {
        return new InstanceStatus(
                new InstanceRef(kind, name, address, "m", MASTER),
                "",
                flags,
                0,
                1,
                0,
                10,
                10,
                OptionalLong.empty(),
                30000);
    }

    static MasterSnapshot master(String name, InstanceFlag... flags) {
        Set<InstanceFlag> all = EnumSet.of(InstanceFlag.MASTER, flags);
        return new MasterSnapshot(
                status(InstanceKind.MASTER, name, MASTER, all),
                new InfoStatus(5, InstanceKind.MASTER, 700),
                MASTER,
                OptionalLong.empty(),
                FailoverState.NONE,
                3,
                2,
                4,
                2,
                180000,
                1,
                Optional.empty(),
                Optional.empty());
    }

    static ReplicaSnapshot replica(String host, boolean announced) {
        InstanceAddress address = new InstanceAddress(host, 6380);
        return new ReplicaSnapshot(
                status(InstanceKind.REPLICA, address.toString(), address, EnumSet.of(InstanceFlag.REPLICA)),
                new InfoStatus(5, InstanceKind.REPLICA, 700),
                0,
                true,
                "10.0.0.1",
                6379,
                100,
                1234,
                announced);
    }

    static SentinelSnapshot sentinel() {
        InstanceAddress address = new InstanceAddress("10.0.0.3", 26379);
        return new SentinelSnapshot(
                status(InstanceKind.SENTINEL, "b".repeat(40), address, EnumSet.of(InstanceFlag.SENTINEL)), 12, "", 0);
    }

    static Summary summary(MasterSnapshot... masters) {
        return new Summary(MY_ID, 7, false, -1, true, List.of(masters), List.of(), 0, 0, 0);
    }
}
