/**
 * Every way in which the JDK accepts a connection, as one program.
 *
 * <p>The package is not one of acceptlag's own, because the agent treats those differently from an
 * application's.
 */
package example.accept;
