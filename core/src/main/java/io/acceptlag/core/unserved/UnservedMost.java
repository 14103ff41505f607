package io.acceptlag.core.unserved;

/** What an incident of unserved connections has come to so far. */
final class UnservedMost {
  final long connections;
  final boolean counted;
  final boolean shared;
  final long longestMillis;
  final boolean readAgain;

  /**
   * @param connections that were seen unserved at once
   * @param counted whether these were all at that moment
   * @param shared whether some may have been another listener's of the port
   * @param longestMillis that any of them was seen unread
   * @param readAgain whether a connection was seen to be read after trouble was last seen
   */
  UnservedMost(
      long connections, boolean counted, boolean shared, long longestMillis, boolean readAgain) {
    this.connections = connections;
    this.counted = counted;
    this.shared = shared;
    this.longestMillis = longestMillis;
    this.readAgain = readAgain;
  }
}
