/** Programs that also tell what the agent, in the same JVM, has recorded of their listeners. */
package example.measure;
