/**
 * What the kernel does between a SYN and accept(), by version: one rule a class, each with the
 * commit that changed it. And what these rules make of a host's settings.
 */
@NullMarked
package io.acceptlag.core.handshake;

import org.jspecify.annotations.NullMarked;
