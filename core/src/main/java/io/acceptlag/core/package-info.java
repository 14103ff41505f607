/** The way of the data, from samples to reports. */
@NullMarked
package io.acceptlag.core;

import org.jspecify.annotations.NullMarked;
