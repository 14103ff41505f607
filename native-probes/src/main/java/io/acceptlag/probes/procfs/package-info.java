/** What /proc says: parsers of its text, and readings for a JVM without native calls. */
@NullMarked
package io.acceptlag.probes.procfs;

import org.jspecify.annotations.NullMarked;
