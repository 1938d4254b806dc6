package io.reactivesentinel.engine.internal.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sockets to listen on for the {@code bind} directive.
 *
 * <p>A leading {@code -} marks an address that may be missing on this machine. {@code *} is every IPv4 address and
 * {@code ::*} every IPv6 one; both together are one socket for both families, since a second one for the same port would be
 * refused.
 */
final class ListenPlan {

    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY = "::";

    /** One socket. */
    record Place(String host, boolean isOptional) {}

    private ListenPlan() {}

    /**
     * What to try, in this order, until all places of one attempt are bound: usually there is one. A machine without IPv6
     * does not have the socket for both families; it gets the one for IPv4.
     */
    static List<List<Place>> of(List<String> bind) {
        Map<String, Boolean> optional = new LinkedHashMap<>();
        for (String address : bind) {
            boolean mayBeMissing = address.startsWith("-");
            String host = host(mayBeMissing ? address.substring(1) : address);
            if (!host.isEmpty()) {
                optional.merge(host, mayBeMissing, Boolean::logicalAnd);
            }
        }
        List<List<Place>> attempts = new ArrayList<>();
        boolean everywhere = optional.containsKey(ANY) && optional.containsKey(ANY_IPV4);
        if (everywhere) {
            Map<String, Boolean> both = new LinkedHashMap<>(optional);
            both.remove(ANY_IPV4);
            both.put(ANY, false);
            attempts.add(places(both));
            if (!optional.getOrDefault(ANY, false)) {
                return attempts;
            }
            optional.remove(ANY);
        }
        if (!optional.isEmpty()) {
            attempts.add(places(optional));
        }
        return attempts;
    }

    private static List<Place> places(Map<String, Boolean> optional) {
        return optional.entrySet().stream()
                .map(entry -> new Place(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String host(String address) {
        return switch (address) {
            case "*" -> ANY_IPV4;
            case "::*" -> ANY;
            default -> address;
        };
    }
}
