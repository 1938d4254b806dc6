/** The lossless text of {@code sentinel.conf} and its durable saving. */
@NullMarked
package io.reactivesentinel.engine.internal.store;

import org.jspecify.annotations.NullMarked;
