package io.acceptlag.core.evidence;

/** Whether a listener asks for connections, in the selectors or epoll sets that it is in. */
public enum Registration {
  UNKNOWN,
  /** It asks for them in one at least. */
  FOR_ACCEPT,
  /** It is in some, and in none it asks for them. */
  NOT_FOR_ACCEPT,
  /** It is in none. */
  NOWHERE
}
