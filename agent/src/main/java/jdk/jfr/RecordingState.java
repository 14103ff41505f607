package jdk.jfr;

public enum RecordingState {
  NEW,
  DELAYED,
  RUNNING,
  STOPPED,
  CLOSED
}
