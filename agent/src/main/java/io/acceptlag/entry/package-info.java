/**
 * The only classes that the system class loader sees: the entry point, and the loader that keeps
 * all the rest apart from the application. They use few JDK types and nothing else.
 *
 * <p>In the jar their class files are marked as Java 6's, so they hold no lambda, no static or
 * default interface method, and nothing else that takes class file version 52.
 */
@NullMarked
package io.acceptlag.entry;

import org.jspecify.annotations.NullMarked;
