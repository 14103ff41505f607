/**
 * Replacements, for the packaged okhttp and SDK, of classes that would initialise the application's
 * security (properties, providers, random numbers, the caching of addresses), its file system, and
 * its URL handlers. An application may set these up late in its main, and telemetry to an http
 * endpoint needs none of them.
 *
 * <p>At build time every reference to the originals is redirected here. The classes have exactly
 * the members that are linked against; a test of the packaged jar says when an update needs
 * another.
 */
@NullMarked
package io.acceptlag.agent.telemetry.quiet;

import org.jspecify.annotations.NullMarked;
