package io.acceptlag.agent.view;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All listeners by name. The number of names is bounded: a name that was given stays, and further
 * listeners are {@link ListenerName#OTHER}. Few names go to ports of the kernel's own range, so
 * that a program that listens on port 0 again and again does not use them up. A fixed port may lie
 * in that range too (gRPC's 50051), so the first ones get a name.
 *
 * <p>For one thread that updates; the views may be read by any.
 */
public final class ListenerViews {
  static final int LOCAL_PORTS_MAX = 10;
  static final int NAMES_MAX = 200;

  /** The key of all listeners that have no name of their own. */
  private static final @Nullable LocalAddress NOBODY = null;

  private final FiguresSource source;
  private final IntPredicate isLocalPort;
  private final Set<LocalAddress> named = new HashSet<>();
  private final Map<@Nullable LocalAddress, ListenerView> gone = new HashMap<>();
  private int localPorts;
  private volatile Map<ListenerName, ListenerView> views = Collections.emptyMap();

  /** The same views by host and port, because each meter asks for one at each reading. */
  private volatile Map<List<String>, ListenerView> byPlace = Collections.emptyMap();

  /**
   * @param source used by this object alone
   * @param isLocalPort whether the kernel gives that port to a listener on port 0
   */
  public ListenerViews(FiguresSource source, IntPredicate isLocalPort) {
    this.source = source;
    this.isLocalPort = isLocalPort;
  }

  /** The views of the last update; the map does not change. */
  public Map<ListenerName, ListenerView> views() {
    return views;
  }

  /** The view of the last update that has this host and port; null if there is none. */
  public @Nullable ListenerView at(String host, String port) {
    return byPlace.get(Arrays.asList(host, port));
  }

  public void update() {
    Map<@Nullable LocalAddress, ListenerView> open = new LinkedHashMap<>();
    for (ListenerFigures figures : source.listeners()) {
      LocalAddress key = isNamed(figures.listener) ? figures.listener : NOBODY;
      if (figures.closed) {
        gone.computeIfAbsent(key, first -> new ListenerView()).closed(figures);
      } else {
        open.computeIfAbsent(key, first -> new ListenerView()).open(figures.listener, figures);
      }
    }
    gone.keySet().retainAll(open.keySet());
    Map<ListenerName, ListenerView> now = new LinkedHashMap<>();
    for (Map.Entry<@Nullable LocalAddress, ListenerView> each : open.entrySet()) {
      LocalAddress address = each.getKey();
      if (address != null) {
        each.getValue().host = address.host();
        each.getValue().port = Integer.toString(address.port());
      }
      ListenerView before = gone.get(address);
      if (before != null) {
        each.getValue().addCounts(before);
      }
      now.put(name(each.getKey(), open.keySet()), each.getValue());
    }
    Map<List<String>, ListenerView> places = new HashMap<>();
    for (ListenerView view : now.values()) {
      places.putIfAbsent(Arrays.asList(view.host, view.port), view);
    }
    byPlace = places;
    views = Collections.unmodifiableMap(now);
  }

  private boolean isNamed(LocalAddress address) {
    if (named.contains(address)) {
      return true;
    }
    boolean local = isLocalPort.test(address.port());
    if (named.size() >= NAMES_MAX || (local && localPorts >= LOCAL_PORTS_MAX)) {
      return false;
    }
    localPorts += local ? 1 : 0;
    return named.add(address);
  }

  private static ListenerName name(
      @Nullable LocalAddress address, Set<@Nullable LocalAddress> all) {
    if (address == null) {
      return new ListenerName(ListenerName.OTHER, null);
    }
    boolean shared = false;
    for (LocalAddress other : all) {
      shared |= other != null && other.port() == address.port() && !other.equals(address);
    }
    return new ListenerName(Integer.toString(address.port()), shared ? address.host() : null);
  }
}
