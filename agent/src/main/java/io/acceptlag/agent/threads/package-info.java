/** How the agent's threads are made, the group that they are in, and all threads of the process. */
@NullMarked
package io.acceptlag.agent.threads;

import org.jspecify.annotations.NullMarked;
