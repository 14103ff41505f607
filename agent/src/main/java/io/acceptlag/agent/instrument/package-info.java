/** Puts the hook into java.base and weaves it into the accept methods. */
@NullMarked
package io.acceptlag.agent.instrument;

import org.jspecify.annotations.NullMarked;
