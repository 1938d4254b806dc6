package io.reactivesentinel.benchmarks;

import java.util.List;

/** What simulations came to. */
interface SimulationResult {

    /** Whether everything held. */
    boolean isGood();

    /** For a person, line by line. */
    List<String> lines();

    /** A JSON value. */
    String json();
}
