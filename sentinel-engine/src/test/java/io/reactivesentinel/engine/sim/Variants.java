package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Every way in which a Sentinel is broken on purpose, to show that the checks can fail. Production knows nothing of them:
 * each is made by exchanging a rule object, or one of the seams.
 */
public final class Variants {

    private Variants() {}

    /** All of them, each with a name of its own. */
    public static List<BrokenVariant> all() {
        List<BrokenVariant> all = new ArrayList<>(new ElectionVariantList().all());
        all.addAll(new ActionVariantList().all());
        return List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param name its name
     */
    public static BrokenVariant named(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no variant is called " + name));
    }
}
