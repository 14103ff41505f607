/** The clients of servers that are tried, in the network namespace of the server. */
package example.field;
