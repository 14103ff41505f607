/** Figures and names as a line of the log has them. */
@NullMarked
package io.acceptlag.core.text;

import org.jspecify.annotations.NullMarked;
