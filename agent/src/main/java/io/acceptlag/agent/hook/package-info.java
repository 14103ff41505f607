/** Where the calls of the woven methods leave java.base. */
@NullMarked
package io.acceptlag.agent.hook;

import org.jspecify.annotations.NullMarked;
