/**
 * Replaces {@code java.util.logging} for the bundled third-party classes, and logs nothing.
 *
 * <p>At build time all their references to {@code java.util.logging} are redirected here. The real
 * package must not be used for them: its first use fixes the LogManager for the whole JVM, before
 * the application can install its own. The classes here have exactly the members that those
 * libraries link against. A test of the packaged jar says when an update needs more.
 */
@NullMarked
package io.acceptlag.agent.log.quiet;

import org.jspecify.annotations.NullMarked;
