/**
 * What the bundled third-party classes get instead of {@code java.util.logging}: nothing.
 *
 * <p>At build time every reference of theirs to {@code java.util.logging} is pointed here. The real
 * package must not be touched on their behalf: its first use fixes the LogManager for the whole
 * JVM, before the application had a chance to install its own. The classes here hold exactly the
 * members that those libraries link against; a test over the packaged jar says when an update of
 * one needs more.
 */
@NullMarked
package io.acceptlag.agent.log.quiet;

import org.jspecify.annotations.NullMarked;
