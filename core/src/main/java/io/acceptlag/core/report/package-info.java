/** What the sinks get to see. */
@NullMarked
package io.acceptlag.core.report;

import org.jspecify.annotations.NullMarked;
