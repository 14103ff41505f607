package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last figures of closed listeners, until they are taken. Those of one address are added up.
 * Beyond a number of addresses all the rest are added up too. So a missing exporter costs nothing,
 * and even the many data ports of an FTP server are all counted.
 */
final class ClosedFigures {
  private static final int ADDRESSES_MAX = 999;

  private final Map<LocalAddress, ListenerFigures> byAddress = new LinkedHashMap<>();

  void add(ListenerFigures last) {
    LocalAddress address = last.listener;
    ListenerFigures before = byAddress.get(address);
    if (before == null && byAddress.size() >= ADDRESSES_MAX) {
      address = ListenerFigures.OTHERS;
      before = byAddress.get(address);
      if (before == null) {
        before = ListenerFigures.Builder.others().buildClosed();
      }
    }
    byAddress.put(address, before == null ? last : before.plus(last));
  }

  List<ListenerFigures> take() {
    List<ListenerFigures> taken = new ArrayList<>(byAddress.values());
    byAddress.clear();
    return taken;
  }
}
