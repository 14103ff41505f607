/** What was judged and how, to be judged again. */
@NullMarked
package io.acceptlag.core.recording;

import org.jspecify.annotations.NullMarked;
