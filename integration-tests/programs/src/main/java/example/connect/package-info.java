/** A client that connects in each way the JDK has. */
package example.connect;
