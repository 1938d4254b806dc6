/** The users of the listening port and what they may do: rules read, kept and written as Redis does; pure. */
@NullMarked
package io.reactivesentinel.engine.internal.acl;

import org.jspecify.annotations.NullMarked;
