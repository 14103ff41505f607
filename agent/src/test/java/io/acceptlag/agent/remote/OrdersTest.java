package io.acceptlag.agent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private final List<String> carriedOut = new ArrayList<>();

  @Test
  void carriesOutEachOnceAndLooksElsewhereForTheNext() throws IOException {
    Orders orders =
        new Orders(
            order -> {
              carriedOut.add(order);
              if (order.equals("nonsense")) {
                throw new IllegalArgumentException("no");
              }
              return "done";
            });
    String folder = orders.folder();
    assertTrue(folder.matches("/tmp/acceptlag-[0-9a-f]{32}"), folder);
    assertEquals("", orders.answer());
    give(folder, "set a=b\n");
    try {
      assertEquals(folder + " done", orders.answer());
      assertEquals(folder + " done", orders.answer());
    } finally {
      take(folder);
    }
    String next = orders.folder();
    assertNotEquals(folder, next);
    give(next, "nonsense");
    try {
      assertEquals(next + " refused: no", orders.answer());
    } finally {
      take(next);
    }
    assertEquals(List.of("set a=b", "nonsense"), carriedOut);
  }

  /** As VMSupport reads them. */
  @Test
  void isAskedAsTheDefaultsOfOtherProperties() {
    Properties[] defaults = new Properties[1];
    Properties shared = new Properties();
    RemoteDesk desk =
        new RemoteDesk(shared, to -> defaults[0] = to)
            .says("acceptlag.version", () -> "1")
            .says(
                "acceptlag.broken",
                () -> {
                  throw new IllegalStateException();
                });
    desk.open(order -> "done");
    Properties asked = new Properties(defaults[0]);
    asked.setProperty("sun.jvm.args", "-Xmx1g");
    assertTrue(asked.stringPropertyNames().contains("acceptlag.version"));
    assertEquals("1", asked.getProperty("acceptlag.version"));
    assertEquals("", asked.getProperty("acceptlag.broken"));
    assertEquals("-Xmx1g", asked.getProperty("sun.jvm.args"));
    desk.close("1", "/opt/acceptlag.jar");
    assertEquals(null, defaults[0]);
    assertEquals("1", shared.getProperty(RemoteKeys.LEFT));
  }

  private static void give(String folder, String order) throws IOException {
    Files.createDirectory(Path.of(folder));
    Files.writeString(Path.of(folder, RemoteKeys.ORDER_FILE), order);
  }

  private static void take(String folder) throws IOException {
    Files.delete(Path.of(folder, RemoteKeys.ORDER_FILE));
    Files.delete(Path.of(folder));
  }
}
