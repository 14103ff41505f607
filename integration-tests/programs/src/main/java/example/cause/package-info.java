/** Servers in trouble, each of one kind, with the JDK's own means. */
package example.cause;
