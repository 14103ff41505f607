/** An application that uses Micrometer, in class loaders that it drops. */
package example.meters;
