/**
 * Connections that this process opens: how long connect() took, how often a SYN had to be sent
 * again, and why it failed.
 */
@NullMarked
package io.acceptlag.core.connect;

import org.jspecify.annotations.NullMarked;
