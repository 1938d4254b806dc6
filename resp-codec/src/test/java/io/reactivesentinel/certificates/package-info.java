/** Certificates for tests. */
@NullMarked
package io.reactivesentinel.certificates;

import org.jspecify.annotations.NullMarked;
