package io.acceptlag.core.evidence;

/** Asks the server itself. In trouble only, because it runs the server's code. */
public interface ServerProbe {
  /** What the server that listens at this port says of itself. For the sampler's thread. */
  ServerFigures figures(int port);
}
