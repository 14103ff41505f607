/** What the kernel tells: readings as values, and the probes that take them. */
@NullMarked
package io.acceptlag.core.kernel;

import org.jspecify.annotations.NullMarked;
