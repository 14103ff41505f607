package io.acceptlag.core.evidence;

/** Connections of a listener on which a client waits for the server, as far as they are counted. */
public final class OpenRequests {
  public static final OpenRequests UNKNOWN = new OpenRequests(-1, -1);

  private final long unread;
  private final long unanswered;

  /**
   * @param unread connections with data that nobody has read for a tenth of a second, whether they
   *     were read before or not; at least so many, or -1
   * @param unanswered connections of which all was read, and to which nothing was sent since, for
   *     as long; -1 if they were not counted. Some may be of a protocol that does not answer
   *     everything, such as HTTP/2.
   */
  public OpenRequests(long unread, long unanswered) {
    this.unread = unread;
    this.unanswered = unanswered;
  }

  /** Whether all were counted; else there may be more. */
  public boolean counted() {
    return unanswered >= 0;
  }

  public long unread() {
    return unread;
  }

  public long unanswered() {
    return unanswered;
  }
}
