/** Other processes of this host, for the commands. The agent itself never uses it. */
@NullMarked
package io.acceptlag.probes.process;

import org.jspecify.annotations.NullMarked;
