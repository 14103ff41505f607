/** Evidence in a file: written where trouble is, judged again elsewhere. */
@NullMarked
package io.acceptlag.agent.recording;

import org.jspecify.annotations.NullMarked;
