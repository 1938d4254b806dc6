/** Inputs made by chance from seeds: what makes them, runs them, and keeps those that once did harm. */
@org.jspecify.annotations.NullMarked
package io.reactivesentinel.fuzz;
