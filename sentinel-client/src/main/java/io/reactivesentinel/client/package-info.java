/** Finds masters and replicas by asking Sentinels, C's or ours. */
@NullMarked
package io.reactivesentinel.client;

import org.jspecify.annotations.NullMarked;
