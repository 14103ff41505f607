package io.acceptlag.probes.process;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.jna.ProcessCalls;
import io.acceptlag.probes.procfs.ListenerTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The listeners in the network namespaces of other processes; each namespace is read once. They are
 * read by sock_diag from inside it, which takes CAP_SYS_ADMIN unless it is our own. Otherwise they
 * come from /proc/PID/net/tcp, which has neither limits nor drops nor waits.
 */
public final class NamespaceListeners {
  private final @Nullable LibC libc;
  private final @Nullable ProcessCalls calls;
  private final String own;
  private final Map<String, List<ListenerRow>> byNamespace = new HashMap<>();
  private final List<String> shortfalls = new ArrayList<>();

  /**
   * @param libc null where native calls cannot be had
   */
  public NamespaceListeners(@Nullable LibC libc, @Nullable ProcessCalls calls) {
    this.libc = libc;
    this.calls = calls;
    own = String.valueOf(OtherProcess.self().link("ns/net"));
  }

  /** All listeners of the namespace that this process is in. */
  public List<ListenerRow> around(OtherProcess process) {
    String namespace = process.link("ns/net");
    if (namespace == null) {
      return Collections.emptyList();
    }
    List<ListenerRow> known = byNamespace.get(namespace);
    if (known == null) {
      known = read(process, namespace);
      byNamespace.put(namespace, known);
    }
    return known;
  }

  /** What could not be read: sentences without a full stop. */
  public List<String> shortfalls() {
    return shortfalls;
  }

  private List<ListenerRow> read(OtherProcess process, String namespace) {
    List<ListenerRow> rows = new ArrayList<>();
    int result = namespace.equals(own) ? readHere(rows) : readInside(process, rows);
    if (result >= 0) {
      return rows;
    }
    String where =
        namespace.equals(own) ? "" : " in the network namespace of process " + process.pid();
    shortfalls.add(
        "sock_diag is refused"
            + where
            + " ("
            + Errno.name(-result)
            + "), so limits, drops and waits there are not known");
    rows.clear();
    ListenerTable.read(
        process.folder().resolve("net").toFile(),
        (address, inode, queue) ->
            rows.add(
                new ListenerRow(
                    address, inode, queue, QueueReading.UNKNOWN, QueueReading.UNKNOWN, -1)));
    return rows;
  }

  private int readInside(OtherProcess process, List<ListenerRow> rows) {
    ProcessCalls kernel = calls;
    if (kernel == null) {
      return -Errno.ENOSYS;
    }
    int[] result = {0};
    // A thread of its own, because entering a namespace changes the thread.
    Thread inside =
        new Thread(
            () -> {
              result[0] = kernel.enterNetworkOf(process.folder().resolve("ns/net").toString());
              if (result[0] >= 0) {
                result[0] = readHere(rows);
              }
            },
            "acceptlag-namespace");
    inside.setDaemon(true);
    inside.start();
    try {
      inside.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result[0];
  }

  private int readHere(List<ListenerRow> rows) {
    LibC kernel = libc;
    if (kernel == null) {
      return -Errno.ENOSYS;
    }
    SockDiag sockets = new SockDiag(kernel);
    List<ListenerRow> found = new ArrayList<>();
    int result =
        sockets.listeners(
            each ->
                found.add(
                    new ListenerRow(
                        each.local(),
                        each.inode(),
                        each.receiveQueue(),
                        each.sendQueue(),
                        SockDiag.drops(each),
                        -1)));
    if (result < 0) {
      return result;
    }
    Map<LocalAddress, Long> waits = new HashMap<>();
    if (found.stream().anyMatch(each -> each.queue > 0)) {
      // All ports at once, because each walk covers the whole table.
      sockets.connections(
          0,
          each -> {
            if (each.inode() == 0) {
              waits.merge(each.local(), SockDiag.waitMillis(each), (a, b) -> Math.max(a, b));
            }
            return true;
          });
    }
    for (ListenerRow each : found) {
      long oldest = each.queue > 0 ? oldest(each.address, waits, found) : -1;
      rows.add(
          new ListenerRow(each.address, each.inode, each.queue, each.limit, each.drops, oldest));
    }
    return 0;
  }

  /**
   * The oldest of the connections that are its own: a listener of all addresses gets what matches
   * no other.
   */
  private static long oldest(
      LocalAddress listener, Map<LocalAddress, Long> waits, List<ListenerRow> listeners) {
    long oldest = -1;
    for (Map.Entry<LocalAddress, Long> each : waits.entrySet()) {
      LocalAddress at = each.getKey();
      boolean exactly = at.equals(listener);
      boolean byRest =
          isAny(listener)
              && at.port() == listener.port()
              && listeners.stream().noneMatch(other -> other.address.equals(at));
      if (exactly || byRest) {
        oldest = Math.max(oldest, each.getValue());
      }
    }
    return oldest;
  }

  private static boolean isAny(LocalAddress address) {
    return address.host().equals("0.0.0.0") || address.host().equals("::");
  }
}
