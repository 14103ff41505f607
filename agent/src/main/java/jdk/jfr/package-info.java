/**
 * The part of the JDK's flight recorder that {@code io.acceptlag.agent.jfr} uses. It is for the
 * compiler only: what ships is compiled for Java 8, whose API does not include it, although some
 * updates have it. None of it is in the jar.
 */
package jdk.jfr;
