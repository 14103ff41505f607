package jdk.jfr;

public final class Recording {
  private Recording() {}

  public RecordingState getState() {
    return RecordingState.NEW;
  }
}
