/** Libraries that connect. */
package example.client;
