/** Receives the calls of the woven methods outside java.base. */
@NullMarked
package io.acceptlag.agent.hook;

import org.jspecify.annotations.NullMarked;
