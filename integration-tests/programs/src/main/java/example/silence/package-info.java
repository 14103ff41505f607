/** Servers that are well under heavy load, and the clients that make it. */
package example.silence;
