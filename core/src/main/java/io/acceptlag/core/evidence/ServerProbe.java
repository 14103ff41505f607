package io.acceptlag.core.evidence;

/** Asks the server itself. In trouble only, since it runs the server's code. */
public interface ServerProbe {
  /** What the server that listens at this port tells of itself. For the sampler's thread. */
  ServerFigures figures(int port);
}
