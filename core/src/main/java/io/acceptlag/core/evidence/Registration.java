package io.acceptlag.core.evidence;

/** Whether a listener is registered for accept, in the selectors or epoll sets that it is in. */
public enum Registration {
  UNKNOWN,
  /** It is registered for accept in at least one. */
  FOR_ACCEPT,
  /** It is in some, and registered for accept in none. */
  NOT_FOR_ACCEPT,
  /** It is in none. */
  NOWHERE
}
