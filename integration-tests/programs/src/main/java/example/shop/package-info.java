/** A server whose acceptor does too much itself. */
package example.shop;
