package jdk.jfr;

public final class FlightRecorder {
  private FlightRecorder() {}

  public static boolean isInitialized() {
    return false;
  }

  public static void register(Class<? extends Event> eventClass) {}

  public static void unregister(Class<? extends Event> eventClass) {}

  public static void addPeriodicEvent(Class<? extends Event> eventClass, Runnable hook) {}

  public static boolean removePeriodicEvent(Runnable hook) {
    return false;
  }
}
