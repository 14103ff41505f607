/** Output of the commands of {@code java -jar acceptlag.jar}. */
@NullMarked
package io.acceptlag.agent.terminal;

import org.jspecify.annotations.NullMarked;
