/** What is known of each server in advance, a row for each, and which of them listens. */
@NullMarked
package io.acceptlag.core.server;

import org.jspecify.annotations.NullMarked;
