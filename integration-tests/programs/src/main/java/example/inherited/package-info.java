/** Listeners that another process has opened. */
package example.inherited;
