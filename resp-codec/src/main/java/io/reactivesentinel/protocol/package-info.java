/**
 * The vocabulary of Sentinel that both sides of the wire speak: addresses, the hello message, reply field names, and the
 * whole tree of events.
 *
 * <p>An event name or a reply field is a constant here, once. The wire's word {@code slave} lives here and nowhere else;
 * everything above says replica.
 */
@NullMarked
package io.reactivesentinel.protocol;

import org.jspecify.annotations.NullMarked;
