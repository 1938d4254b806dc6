package io.reactivesentinel.engine.internal.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    private ListenPlan() {}

    /** What to try, in this order, until every address of one attempt can be bound. */
    static List<List<String>> of(List<String> bind) {
        Set<String> all = new LinkedHashSet<>();
        Set<String> needed = new LinkedHashSet<>();
        for (String address : bind) {
            boolean optional = address.startsWith("-");
            String host = host(optional ? address.substring(1) : address);
            all.add(host);
            if (!optional) {
                needed.add(host);
            }
        }
        if (all.contains(ANY)) {
            all.remove(ANY_IPV4);
        }
        List<List<String>> plans = new ArrayList<>();
        plans.add(List.copyOf(all));
        if (!needed.isEmpty() && !needed.equals(all)) {
            plans.add(List.copyOf(needed));
        }
        return plans;
    }

    private static String host(String address) {
        return switch (address) {
            case "*" -> ANY_IPV4;
            case "::*" -> ANY;
            default -> address;
        };
    }
}
