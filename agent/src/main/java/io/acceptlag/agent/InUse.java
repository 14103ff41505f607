package io.acceptlag.agent;

import java.net.AcceptlagClassState;
import java.util.function.BooleanSupplier;

/** Whether the application has initialised a class of the JDK's. */
final class InUse {
  private InUse() {}

  /** Never true for a class that this JDK does not have. */
  static BooleanSupplier of(String className) {
    try {
      Class<?> type = Class.forName(className, false, null);
      return () -> AcceptlagClassState.isInitialized(type);
    } catch (ClassNotFoundException | LinkageError e) {
      return () -> false;
    }
  }
}
