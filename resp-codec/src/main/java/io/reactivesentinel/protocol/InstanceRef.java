package io.reactivesentinel.protocol;

/**
 * Names one instance in an event: itself and the master it belongs to.
 *
 * @param kind what it is
 * @param name a master's configured name, a replica's {@code host:port}, a Sentinel's id
 * @param address where it is
 * @param masterName name of the monitored master; equal to {@code name} for a master
 * @param masterAddress address of that master
 */
public record InstanceRef(
        InstanceKind kind, String name, InstanceAddress address, String masterName, InstanceAddress masterAddress) {

    /**
     * The form that every event payload uses: {@code <type> <name> <host> <port>} and, for all but masters,
     * {@code  @ <master name> <master host> <master port>}.
     */
    @Override
    public String toString() {
        String self = kind.wireName() + " " + name + " " + address.host() + " " + address.port();
        return kind == InstanceKind.MASTER
                ? self
                : self + " @ " + masterName + " " + masterAddress.host() + " " + masterAddress.port();
    }
}
