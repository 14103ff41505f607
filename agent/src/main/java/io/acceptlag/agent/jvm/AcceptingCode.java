package io.acceptlag.agent.jvm;

/** What the code of a class shows; whoever can read class files knows it. */
public interface AcceptingCode {
  /**
   * Whether a method of that name calls accept() around that line.
   *
   * @throws RuntimeException if it cannot be read
   */
  boolean surrounds(byte[] classFile, String method, int line);
}
