/**
 * The only classes that the system class loader sees: the entry point, and the loader that keeps
 * all the rest apart from the application. They use only a few JDK types.
 *
 * <p>In the jar their class files are marked as those of Java 6. So they contain no lambda, no
 * static or default interface method, and nothing else that needs class file version 52.
 */
@NullMarked
package io.acceptlag.entry;

import org.jspecify.annotations.NullMarked;
