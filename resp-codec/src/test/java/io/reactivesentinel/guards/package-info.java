/** Watches over the tests of every module: buffers that leak, threads that block and must not. */
@NullMarked
package io.reactivesentinel.guards;

import org.jspecify.annotations.NullMarked;
