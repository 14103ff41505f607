/** Simulated trouble, so that real trouble finds every class loaded and every call linked. */
@NullMarked
package io.acceptlag.agent.rehearsal;

import org.jspecify.annotations.NullMarked;
