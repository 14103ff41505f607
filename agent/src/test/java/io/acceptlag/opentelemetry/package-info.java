/** What the agent meets. */
@NullMarked
package io.acceptlag.opentelemetry;

import org.jspecify.annotations.NullMarked;
