/** Judgements as text, to be judged again. */
@NullMarked
package io.acceptlag.core.recording;

import org.jspecify.annotations.NullMarked;
