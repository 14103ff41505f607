/** The commands that talk to a running JVM: {@code attach}, {@code set}, {@code detach}. */
@NullMarked
package io.acceptlag.agent.attach;

import org.jspecify.annotations.NullMarked;
