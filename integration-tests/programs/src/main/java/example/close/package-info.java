/** Listeners that are closed while clients wait. */
package example.close;
