/** How trouble of any kind opens, goes on and ends, and how often it is reported. */
@NullMarked
package io.acceptlag.core.episode;

import org.jspecify.annotations.NullMarked;
