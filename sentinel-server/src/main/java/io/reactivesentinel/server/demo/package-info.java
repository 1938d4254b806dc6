/**
 * The demo, and the harness of real processes it is built from: Redis servers and Sentinels that can be started, killed,
 * stopped and continued. The tests and the measurements use the same harness.
 */
@NullMarked
package io.reactivesentinel.server.demo;

import org.jspecify.annotations.NullMarked;
