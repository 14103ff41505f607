/** What acceptors record about each listener. This is the hot path. */
@NullMarked
package io.acceptlag.core.listener;

import org.jspecify.annotations.NullMarked;
