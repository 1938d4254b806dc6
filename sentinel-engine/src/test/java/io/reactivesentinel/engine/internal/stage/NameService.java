package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What names stand for on the {@link Bench}, and who asked for them. */
final class NameService {

    final Map<String, List<String>> entries = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    long latencyMs = 1;

    /** A name stands for these addresses from now on; for none, it is unknown. */
    void set(String host, String... addresses) {
        entries.put(host, List.of(addresses));
    }

    List<String> answer(String host) {
        return entries.getOrDefault(host, List.of());
    }

    /** Where a connection to an address leads. */
    InstanceAddress place(InstanceAddress address) {
        List<String> found = answer(address.host());
        return found.isEmpty() ? address : new InstanceAddress(found.get(0), address.port());
    }
}
