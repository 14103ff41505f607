/** By JNA, for Java 8 to 21. The only package that may name {@code com.sun.jna}. */
@NullMarked
package io.acceptlag.probes.libc.jna;

import org.jspecify.annotations.NullMarked;
