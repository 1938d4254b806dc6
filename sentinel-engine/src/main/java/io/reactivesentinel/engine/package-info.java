/** The Sentinel engine as an application uses it: start, streams of events, snapshots, commands, dispose. */
@NullMarked
package io.reactivesentinel.engine;

import org.jspecify.annotations.NullMarked;
