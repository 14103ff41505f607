package io.acceptlag.core.connect;

import java.util.List;

/** Where the metrics of connects come from; may be asked on any thread. */
public interface ConnectFiguresSource {
  /** All destinations up to now, the earliest first; their figures are cumulative. */
  List<Destination> destinations();
}
