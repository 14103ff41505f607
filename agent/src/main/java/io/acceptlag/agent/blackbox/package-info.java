/** The black box of this JVM: in a file that outlives it, and for commands that ask. */
@NullMarked
package io.acceptlag.agent.blackbox;

import org.jspecify.annotations.NullMarked;
