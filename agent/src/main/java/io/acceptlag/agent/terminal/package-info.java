/** Where the commands of {@code java -jar acceptlag.jar} write to. */
@NullMarked
package io.acceptlag.agent.terminal;

import org.jspecify.annotations.NullMarked;
