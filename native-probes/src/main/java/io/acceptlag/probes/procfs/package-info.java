/** What /proc says: parsers of its text, and the readings where native calls cannot be had. */
@NullMarked
package io.acceptlag.probes.procfs;

import org.jspecify.annotations.NullMarked;
