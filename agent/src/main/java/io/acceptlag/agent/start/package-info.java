/** What may prevent the agent from starting, checked before anything is done. */
@NullMarked
package io.acceptlag.agent.start;

import org.jspecify.annotations.NullMarked;
