/** What is known of servers beforehand, a row each, and which of them it is that listens. */
@NullMarked
package io.acceptlag.core.server;

import org.jspecify.annotations.NullMarked;
