/** What may stand in the way of the agent, asked before anything is done. */
@NullMarked
package io.acceptlag.agent.start;

import org.jspecify.annotations.NullMarked;
