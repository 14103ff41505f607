/** The JDK's own HTTP server as a program. */
package example.http;
