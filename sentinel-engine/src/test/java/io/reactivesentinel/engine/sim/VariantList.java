package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Broken variants of one kind. */
abstract class VariantList {

    private final List<BrokenVariant> all = new ArrayList<>();

    final List<BrokenVariant> all() {
        return List.copyOf(all);
    }

    final void add(String name, String broken, String standsFor, Probe.RuleBook book, String... noticedBy) {
        add(name, broken, standsFor, new Ruled(book), noticedBy);
    }

    final void add(String name, String broken, String standsFor, Variant variant, String... noticedBy) {
        all.add(new BrokenVariant(name, broken, standsFor, Set.of(noticedBy), variant));
    }

    /** One that differs in its rules only. */
    private static final class Ruled extends Variant {
        private final Probe.RuleBook book;

        Ruled(Probe.RuleBook book) {
            this.book = book;
        }

        @Override
        protected Probe.RuleBook rules() {
            return book;
        }
    }
}
