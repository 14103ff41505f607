package example.log;

import java.util.logging.LogManager;

/** A LogManager of the application's own, as application servers have one. */
public class OwnLogManager extends LogManager {
  /** How many were made. No static field: the JDK may make one before this class is initialised. */
  static final String MADE = "example.log.managers";

  public OwnLogManager() {
    System.setProperty(MADE, Integer.toString(Integer.getInteger(MADE, 0) + 1));
  }
}
