/**
 * What the packaged okhttp and SDK get instead of classes that would initialise the application's
 * security (its properties, its providers, its random numbers, how long addresses are cached), its
 * file system, and its handlers of URLs. An application may set these up late in its main, and
 * telemetry to an http endpoint needs none of them.
 *
 * <p>At build time every reference to the originals is pointed here. The classes hold exactly the
 * members that are linked against; a test over the packaged jar says when an update needs another.
 */
@NullMarked
package io.acceptlag.agent.telemetry.quiet;

import org.jspecify.annotations.NullMarked;
