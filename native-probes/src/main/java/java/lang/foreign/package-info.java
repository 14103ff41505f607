/**
 * As much of the JDK's foreign function API (Java 22+) as {@link java.net.AcceptlagLibC} calls, for
 * the compiler, because what ships is compiled for Java 8. None of it is in the jar.
 *
 * <p>By reflection the same calls would make the JVM spin a hundred classes more, each of them
 * made, loaded and partly compiled before the first accept.
 */
package java.lang.foreign;
