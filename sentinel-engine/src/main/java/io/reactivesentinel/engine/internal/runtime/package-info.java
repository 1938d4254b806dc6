/** The loop that feeds the stages and carries out their effects, and the links to other processes. */
@NullMarked
package io.reactivesentinel.engine.internal.runtime;

import org.jspecify.annotations.NullMarked;
