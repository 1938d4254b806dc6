/**
 * Measurements: {@code benchmarks/run NAME [options]}. Each name is one subcommand of {@link
 * io.reactivesentinel.benchmarks.Benchmarks}, and all share the description of machine, JDK and commit.
 */
@NullMarked
package io.reactivesentinel.benchmarks;

import org.jspecify.annotations.NullMarked;
