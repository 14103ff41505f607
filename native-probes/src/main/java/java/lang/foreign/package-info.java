/**
 * The part of the JDK's foreign function API (Java 22+) that {@link java.net.AcceptlagLibC} calls.
 * It is for the compiler only, because what ships is compiled for Java 8. None of it is in the jar.
 *
 * <p>The same calls by reflection would make the JVM generate a hundred more classes, all before
 * the first accept.
 */
package java.lang.foreign;
