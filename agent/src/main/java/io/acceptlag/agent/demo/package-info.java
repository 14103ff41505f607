/** {@code java -jar acceptlag.jar demo}: a real server, a real fault, and what the agent says. */
@NullMarked
package io.acceptlag.agent.demo;

import org.jspecify.annotations.NullMarked;
