/**
 * What a host's settings mean for a Java server, and which of them to change: values in, words out.
 */
@NullMarked
package io.acceptlag.core.doctor;

import org.jspecify.annotations.NullMarked;
