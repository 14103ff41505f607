/**
 * What the packaged okhttp and SDK get instead of classes that would initialise the application's
 * security (its properties, its providers, its random numbers, how long addresses are cached), its
 * file system, its handlers of URLs, and its selector of proxies. An application may set these up
 * late in its main, and telemetry to an http endpoint needs none of them. Nor would it find the
 * numbers of its pools changed.
 *
 * <p>At build time every reference to the originals is redirected here. The classes have exactly
 * the members that are linked against; a test of the packaged jar says when an update needs
 * another.
 */
@NullMarked
package io.acceptlag.agent.telemetry.quiet;

import org.jspecify.annotations.NullMarked;
