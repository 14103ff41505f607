/**
 * As much of the JDK's flight recorder as {@code io.acceptlag.agent.jfr} uses, for the compiler,
 * because what ships is compiled for Java 8, whose API it is not part of, though some of its
 * updates have it. None of it is in the jar.
 */
package jdk.jfr;
