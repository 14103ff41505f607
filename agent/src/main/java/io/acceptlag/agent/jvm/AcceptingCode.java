package io.acceptlag.agent.jvm;

/** What the code of a class shows. It is implemented by the package that can read class files. */
public interface AcceptingCode {
  /**
   * Whether a method of that name calls accept() around that line.
   *
   * @throws RuntimeException if it cannot be read
   */
  boolean surrounds(byte[] classFile, String method, int line);
}
