/** Servers that accept at once, and read late or never. */
package example.unserved;
