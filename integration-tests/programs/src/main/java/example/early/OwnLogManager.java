package example.early;

import java.util.logging.LogManager;

/** Says when the JVM makes it, and on which thread. */
public final class OwnLogManager extends LogManager {
  public OwnLogManager() {
    System.out.println("LogManager made by " + Thread.currentThread().getName());
  }
}
