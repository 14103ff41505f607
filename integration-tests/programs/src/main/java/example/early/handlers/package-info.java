/** The value of java.protocol.handler.pkgs: a package of this one is named like a protocol. */
package example.early.handlers;
