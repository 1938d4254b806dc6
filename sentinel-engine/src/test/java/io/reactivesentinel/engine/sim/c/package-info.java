/**
 * The rules by which C's Sentinel decides, its mistakes included, written from a specification of its behaviour: what the
 * cases E1 to E9 of the reliability notes show of it is true of this one too. It knows nothing of the simulator but what
 * {@link io.reactivesentinel.engine.sim.c.Surroundings} offers.
 */
@NullMarked
package io.reactivesentinel.engine.sim.c;

import org.jspecify.annotations.NullMarked;
