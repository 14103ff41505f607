package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.LocalAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The listeners in a folder {@code /proc/PID/net}, which shows the process's network namespace. */
public final class ListenerTable {
  /** Takes one listener. */
  public interface Visitor {
    void listener(LocalAddress address, long inode, int queueLength);
  }

  private ListenerTable() {}

  public static void read(File net, Visitor visitor) {
    for (String name : new String[] {"tcp", "tcp6"}) {
      Map<Long, NetTcp.Row> rows = new HashMap<>();
      try (BufferedReader text =
          new BufferedReader(
              new InputStreamReader(
                  new FileInputStream(new File(net, name)), StandardCharsets.US_ASCII))) {
        NetTcp.parse(text, rows);
      } catch (IOException e) {
        // No IPv6 here, or the process has ended.
        continue;
      }
      rows.forEach(
          (inode, row) -> {
            if (row.address != null) {
              visitor.listener(row.address, inode, row.queueLength);
            }
          });
    }
  }
}
