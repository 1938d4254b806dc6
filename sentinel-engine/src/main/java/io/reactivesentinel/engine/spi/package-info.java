/**
 * The seams between the engine's decisions and the world: time, chance, disk, outgoing links and incoming commands.
 *
 * <p>Production implements them on Reactor Netty and files, the simulator in memory; a contract test holds both to the
 * same rules.
 */
@NullMarked
package io.reactivesentinel.engine.spi;

import org.jspecify.annotations.NullMarked;
