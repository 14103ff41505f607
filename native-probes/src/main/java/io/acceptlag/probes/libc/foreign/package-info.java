/** The binding by the foreign function API, for Java 22 and newer. */
@NullMarked
package io.acceptlag.probes.libc.foreign;

import org.jspecify.annotations.NullMarked;
