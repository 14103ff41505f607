/** Handles URLs of http where java.protocol.handler.pkgs says so. */
package example.early.handlers.http;
