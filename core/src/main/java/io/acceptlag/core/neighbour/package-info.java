/**
 * Other processes that listen on an address and port of this one's: whether they accept what the
 * kernel gives them.
 */
@NullMarked
package io.acceptlag.core.neighbour;

import org.jspecify.annotations.NullMarked;
