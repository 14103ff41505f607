/** A server that logs by the library that it is told to use, when it is told. */
package example.log;
