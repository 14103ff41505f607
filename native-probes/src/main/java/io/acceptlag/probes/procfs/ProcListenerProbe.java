package io.acceptlag.probes.procfs;

import io.acceptlag.core.doctor.ListenerState;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads listeners from /proc/net/tcp and tcp6: queue lengths, but neither limits nor drops. */
public final class ProcListenerProbe implements ListenerProbe {
  /** How long a reading is used: one serves all listeners of a poll. */
  private static final long FRESH_NANOS = 10_000_000;

  private static final int[] NONE = {};

  private final Proc proc;
  private final IntToLongFunction inodes;
  private final Map<Long, NetTcp.Row> rows = new HashMap<>();

  /** Inodes of the listeners that {@link #isAnyListenerNew} has seen. */
  private final Set<Long> known = new HashSet<>();

  private long readNanos;
  private boolean readBefore;

  public ProcListenerProbe(Proc proc) {
    this(proc, proc::socketInode);
  }

  /**
   * @param inodes gives the inode of the socket behind a descriptor, 0 if none
   */
  public ProcListenerProbe(Proc proc, IntToLongFunction inodes) {
    this.proc = proc;
    this.inodes = inodes;
  }

  @Override
  public boolean read(int fd, long identity, boolean drops, QueueReading into) {
    NetTcp.Row row = rowOf(fd);
    if (row == null || (identity != 0 && identity != inodes.applyAsLong(fd))) {
      return false;
    }
    into.length = row.queueLength;
    into.readNanos = System.nanoTime();
    return true;
  }

  /** {@link QueueReading#UNKNOWN} if it is not among the listeners. */
  public int queueLength(int fd) {
    NetTcp.Row row = rowOf(fd);
    return row == null ? QueueReading.UNKNOWN : row.queueLength;
  }

  @Override
  public @Nullable LocalAddress localAddress(int fd) {
    readBefore = false;
    NetTcp.Row row = rowOf(fd);
    return row == null ? null : row.address;
  }

  @Override
  public int[] listening() {
    return isAnyListenerNew()
        ? proc.descriptorsWhere(fd -> rows.containsKey(inodes.applyAsLong(fd)))
        : NONE;
  }

  /** Whether the network namespace has a listener that it did not have at the last call. */
  public boolean isAnyListenerNew() {
    readRows();
    boolean anyNew = !known.containsAll(rows.keySet());
    known.clear();
    known.addAll(rows.keySet());
    return anyNew;
  }

  /** All listeners of the network namespace, with neither limits nor drops. */
  public List<ListenerState> all() {
    readRows();
    List<ListenerState> all = new ArrayList<>();
    for (NetTcp.Row row : rows.values()) {
      if (row.address != null) {
        all.add(
            new ListenerState(
                row.address, row.queueLength, QueueReading.UNKNOWN, QueueReading.UNKNOWN));
      }
    }
    return all;
  }

  @Override
  public long identity(int fd) {
    return inodes.applyAsLong(fd);
  }

  @Override
  public NamespaceCounters counters() {
    return proc.counters();
  }

  private NetTcp.@Nullable Row rowOf(int fd) {
    if (!readBefore || System.nanoTime() - readNanos > FRESH_NANOS) {
      readRows();
    }
    return rows.get(inodes.applyAsLong(fd));
  }

  private void readRows() {
    rows.clear();
    addRows("self/net/tcp");
    addRows("self/net/tcp6");
    readNanos = System.nanoTime();
    readBefore = true;
  }

  private void addRows(String path) {
    try (BufferedReader text =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(proc.file(path)), StandardCharsets.US_ASCII),
            4096)) {
      NetTcp.parse(text, rows);
    } catch (IOException e) {
      // There is no IPv6, or no /proc: its listeners stay unknown.
    }
  }
}
