/**
 * The agent in its own loader: {@link io.acceptlag.agent.Agent} starts it, and {@code Watcher}
 * wires all the rest.
 */
@NullMarked
package io.acceptlag.agent;

import org.jspecify.annotations.NullMarked;
