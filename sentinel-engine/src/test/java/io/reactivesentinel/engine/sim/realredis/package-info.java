/** The real redis-server, and a way to say the same to it and to a model of it. */
@NullMarked
package io.reactivesentinel.engine.sim.realredis;

import org.jspecify.annotations.NullMarked;
