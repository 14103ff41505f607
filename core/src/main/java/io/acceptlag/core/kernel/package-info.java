/** What the kernel reports: readings as values, and the probes that take them. */
@NullMarked
package io.acceptlag.core.kernel;

import org.jspecify.annotations.NullMarked;
