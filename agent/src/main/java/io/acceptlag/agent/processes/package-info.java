/** The JVMs of this host, seen from outside: {@code list}. */
@NullMarked
package io.acceptlag.agent.processes;

import org.jspecify.annotations.NullMarked;
