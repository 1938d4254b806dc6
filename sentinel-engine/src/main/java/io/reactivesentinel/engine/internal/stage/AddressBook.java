package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the masters are, as {@link Command.MasterAddress} would be answered, for those who ask often.
 *
 * <p>Written by the decision loop in the very moment in which an address changes, before anything of the change is told: so
 * who has been told and asks then never reads an older one. A master whose host is a name is not in it: how that is told
 * depends on what the name stands for at the time.
 *
 * <p><b>Threading</b>: read by any thread. A change replaces one small map by another, so that a reader needs no lock and a
 * Sentinel with thousands of masters copies a few entries only.
 */
final class AddressBook {

    private static final int PAGES = 256;

    private final Page[] pages = new Page[PAGES];

    private static final class Page {
        volatile Map<String, InstanceAddress> byName = Map.of();
    }

    AddressBook() {
        Arrays.setAll(pages, unused -> new Page());
    }

    private Page page(String name) {
        return pages[Math.floorMod(name.hashCode(), PAGES)];
    }

    /** The address of a master; empty when it is unknown or only the decision loop can tell. */
    Optional<InstanceAddress> of(String name) {
        return Optional.ofNullable(page(name).byName.get(name));
    }

    /** Notes where a master is. */
    void put(String name, InstanceAddress address) {
        Page page = page(name);
        Map<String, InstanceAddress> changed = new HashMap<>(page.byName);
        if (Hosts.isNumeric(address.host())) {
            changed.put(name, address);
        } else {
            changed.remove(name);
        }
        page.byName = changed;
    }

    /** Forgets a master. */
    void remove(String name) {
        Page page = page(name);
        Map<String, InstanceAddress> changed = new HashMap<>(page.byName);
        changed.remove(name);
        page.byName = changed;
    }
}
