package io.acceptlag.probes.libc.jna;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Native;
import org.junit.jupiter.api.Test;

class JnaLibCTest {
  /** With the property jna.protected, which an application gives for its own JNA. */
  @Test
  void leavesTheJvmItsHandlersOfSignals() {
    new JnaLibC();
    Native.setProtected(true);
    assertTrue(Native.isProtected(), "JNA does not know this here");
    new JnaLibC();
    assertFalse(Native.isProtected());
  }
}
