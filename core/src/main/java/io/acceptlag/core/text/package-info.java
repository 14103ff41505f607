/** Figures, and text that others chose, within lines of ours. */
@NullMarked
package io.acceptlag.core.text;

import org.jspecify.annotations.NullMarked;
