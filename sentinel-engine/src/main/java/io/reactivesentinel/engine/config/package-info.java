/**
 * How an engine is configured: immutable records with builders, each default a named constant with its
 * {@code sentinel.conf} directive.
 */
@NullMarked
package io.reactivesentinel.engine.config;

import org.jspecify.annotations.NullMarked;
