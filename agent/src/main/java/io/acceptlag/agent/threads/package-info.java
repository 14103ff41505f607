/** The agent's own threads: how one is made, and the group that they are in. */
@NullMarked
package io.acceptlag.agent.threads;

import org.jspecify.annotations.NullMarked;
