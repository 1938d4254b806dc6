/** The standalone Sentinel process: arguments, logging, signals and the other manners of a server. */
@NullMarked
package io.reactivesentinel.server;

import org.jspecify.annotations.NullMarked;
