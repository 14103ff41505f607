/** Text of log lines: figures, names that others chose, sentences and pairs. */
@NullMarked
package io.acceptlag.core.text;

import org.jspecify.annotations.NullMarked;
