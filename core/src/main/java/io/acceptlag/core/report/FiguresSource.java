package io.acceptlag.core.report;

import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.List;

/** Where the metrics come from; may be asked on any thread. */
public interface FiguresSource {
  /**
   * All listeners, and those closed since this was last asked. Cumulative since each was found, but
   * {@code drops}, which the kernel counts since the socket was made, and {@code acceptorBusy},
   * which is the share since this was last asked; so there is room for one asker.
   */
  List<ListenerFigures> listeners();

  NamespaceCounters namespace();
}
