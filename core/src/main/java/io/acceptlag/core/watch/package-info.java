/**
 * The polls: what is read of each listener, and what follows from it. {@link
 * io.acceptlag.core.watch.Sampler} shows the order.
 */
@NullMarked
package io.acceptlag.core.watch;

import org.jspecify.annotations.NullMarked;
