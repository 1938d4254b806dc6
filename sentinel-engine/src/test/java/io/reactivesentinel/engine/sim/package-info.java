/**
 * Whole clusters in one thread: the production engine, Redis nodes, Sentinels that behave as C's do, clients, a network,
 * disks and clocks, all driven by one seeded queue of events.
 *
 * <p>The stages, the loop, the saving and the command table are those of production; only the seams of {@code
 * io.reactivesentinel.engine.spi} are simulated. The same seed gives the same run, event for event, on every JVM.
 */
@NullMarked
package io.reactivesentinel.engine.sim;

import org.jspecify.annotations.NullMarked;
