/** Other processes of this host, for the commands. The agent itself never comes here. */
@NullMarked
package io.acceptlag.probes.process;

import org.jspecify.annotations.NullMarked;
