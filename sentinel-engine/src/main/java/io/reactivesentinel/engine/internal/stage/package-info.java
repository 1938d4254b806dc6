/** The pipeline of pure decisions: ping results, SDOWN, ODOWN, vote, promote. No clock, thread, socket, file or chance of its own. */
@NullMarked
package io.reactivesentinel.engine.internal.stage;

import org.jspecify.annotations.NullMarked;
