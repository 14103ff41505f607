/**
 * One poll after another: what is read of each listener, and what becomes of it. {@link
 * io.acceptlag.core.watch.Sampler} shows the order.
 */
@NullMarked
package io.acceptlag.core.watch;

import org.jspecify.annotations.NullMarked;
