/** Programs that see what is there, or made, before they ask for it. */
package example.early;
