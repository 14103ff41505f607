/** Processes that share a port. */
package example.neighbour;
