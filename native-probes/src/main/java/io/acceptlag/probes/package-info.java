/**
 * Reads sockets. Here it is chosen which binding calls the kernel, and decided what its answers
 * mean.
 */
@NullMarked
package io.acceptlag.probes;

import org.jspecify.annotations.NullMarked;
