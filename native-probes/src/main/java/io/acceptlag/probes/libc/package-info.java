/** The C library's functions, bound twice. The twins hold calls only. */
@NullMarked
package io.acceptlag.probes.libc;

import org.jspecify.annotations.NullMarked;
