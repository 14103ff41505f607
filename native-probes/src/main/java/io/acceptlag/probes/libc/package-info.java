/** The functions of the C library, bound in two ways. The bindings hold only calls. */
@NullMarked
package io.acceptlag.probes.libc;

import org.jspecify.annotations.NullMarked;
