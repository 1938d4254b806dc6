/** The listening side: command table, sessions, Pub/Sub. */
@NullMarked
package io.reactivesentinel.engine.internal.port;

import org.jspecify.annotations.NullMarked;
