/** Tests of the shipped jar in forked JVMs, and what they are made of. */
@NullMarked
package io.acceptlag.it;

import org.jspecify.annotations.NullMarked;
