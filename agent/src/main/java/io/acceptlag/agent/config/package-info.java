/** The agent's options: what exists, where each is set, and what is wrong with a setting. */
@NullMarked
package io.acceptlag.agent.config;

import org.jspecify.annotations.NullMarked;
