/**
 * RESP2 and RESP3 values, and the incremental decoder and encoder between them and bytes.
 *
 * <p>Values are plain immutable objects on the heap: they may cross threads and outlive the network buffer they came
 * from. Nothing in this package knows Reactor or a socket.
 */
@NullMarked
package io.reactivesentinel.resp;

import org.jspecify.annotations.NullMarked;
