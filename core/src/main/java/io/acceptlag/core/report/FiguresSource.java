package io.acceptlag.core.report;

import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.List;

/** Where the metrics come from; may be asked on any thread. */
public interface FiguresSource {
  /**
   * All listeners, and those closed since this was last asked. Counts are cumulative since the
   * listener was found, except {@code drops}, which the kernel counts since the socket was made,
   * and {@code acceptorBusy}, which is the share since this was last asked. So a source serves one
   * asker only.
   */
  List<ListenerFigures> listeners();

  NamespaceCounters namespace();
}
