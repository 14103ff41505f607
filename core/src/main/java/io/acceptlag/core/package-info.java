/**
 * The way of the data, from readings to reports.
 *
 * <p>What is the same everywhere here:
 *
 * <ul>
 *   <li>A figure that is not known is -1, or NaN among doubles; never zero. Classes that name it
 *       call it {@code UNKNOWN}. An object that is not known is null, where its type says so.
 *   <li>A call to the kernel that fails is {@code -errno}, so any negative value of a packed
 *       reading ({@link io.acceptlag.core.kernel.AcceptedReading}) is one. The numbers and their
 *       names are in {@link io.acceptlag.core.kernel.Errno}.
 *   <li>Names carry their unit. {@code …Nanos} of a moment is System.nanoTime, {@code …EpochNanos}
 *       is since 1970; of a span of time it is its length.
 *   <li>Counts of drops and overflows are packets, never connections.
 * </ul>
 */
@NullMarked
package io.acceptlag.core;

import org.jspecify.annotations.NullMarked;
