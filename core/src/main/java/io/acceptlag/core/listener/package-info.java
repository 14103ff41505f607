/** What is known of each listener, and the hot path that learns it. */
@NullMarked
package io.acceptlag.core.listener;

import org.jspecify.annotations.NullMarked;
