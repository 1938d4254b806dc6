/** TLS of the listening port and of the links: keys, trust and ciphers out of files, anew when the files change. */
@NullMarked
package io.reactivesentinel.engine.internal.tls;

import org.jspecify.annotations.NullMarked;
