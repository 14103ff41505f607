/** What other processes of this host may ask of the agent, and how it answers. */
@NullMarked
package io.acceptlag.agent.remote;

import org.jspecify.annotations.NullMarked;
