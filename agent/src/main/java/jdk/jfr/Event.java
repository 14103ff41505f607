package jdk.jfr;

public abstract class Event {
  protected Event() {}

  public final boolean isEnabled() {
    return false;
  }

  public final boolean shouldCommit() {
    return false;
  }

  public final void commit() {}
}
