/** Weaves calls of the hook into the accept and connect methods. */
@NullMarked
package io.acceptlag.agent.instrument;

import org.jspecify.annotations.NullMarked;
