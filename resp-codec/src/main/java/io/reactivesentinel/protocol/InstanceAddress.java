package io.reactivesentinel.protocol;

import java.util.Objects;

/**
 * Where an instance is reached: a host (numeric address or name, IPv6 without brackets) and a port.
 *
 * @param host numeric IP or host name, as announced
 * @param port 0 to 65535; 0 means that the instance is known but never contacted
 */
public record InstanceAddress(String host, int port) {

    /** Checks the port's range. */
    public InstanceAddress {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
    }

    /** {@code host:port}, with an IPv6 host in brackets: the form used for replica names. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
