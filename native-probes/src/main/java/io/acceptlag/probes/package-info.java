/**
 * Reads sockets: which binding calls the kernel is chosen here, what its answers mean is decided
 * here.
 */
@NullMarked
package io.acceptlag.probes;

import org.jspecify.annotations.NullMarked;
