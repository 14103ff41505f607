/** The binding by JNA, for Java 8 to 21. The only package that may use {@code com.sun.jna}. */
@NullMarked
package io.acceptlag.probes.libc.jna;

import org.jspecify.annotations.NullMarked;
