package io.acceptlag.agent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
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
    assertEquals("", defaults[0].getProperty("acceptlag.version"));
    assertSame(Properties.class, defaults[0].getClass(), "one of ours would keep our loader");
    assertEquals("1", shared.getProperty(RemoteKeys.LEFT));
  }

  /** VMSupport lists the keys first, and fails where one has no value any more. */
  @Test
  void aKeyThatWasListedKeepsAValue() {
    Properties[] defaults = {new Properties()};
    Properties shared = new Properties();
    RemoteDesk desk =
        new RemoteDesk(shared, to -> defaults[0] = to).says(RemoteKeys.VERSION, () -> "1");
    desk.open(order -> "done");
    Set<String> listed = listed(shared, defaults[0]);
    desk.close("1", "/opt/acceptlag.jar");
    assertAllHaveValues(listed, shared, defaults[0]);
    listed = listed(shared, defaults[0]);
    RemoteDesk again =
        new RemoteDesk(shared, to -> defaults[0] = to)
            .says(RemoteKeys.VERSION, () -> "1")
            .says(RemoteKeys.JAR, () -> "/opt/acceptlag.jar");
    again.open(order -> "done");
    assertAllHaveValues(listed, shared, defaults[0]);
    assertEquals("", shared.getProperty(RemoteKeys.LEFT));
  }

  private static Set<String> listed(Properties shared, Properties defaults) {
    return withDefaults(shared, defaults).stringPropertyNames();
  }

  private static void assertAllHaveValues(
      Set<String> listed, Properties shared, Properties defaults) {
    Properties asked = withDefaults(shared, defaults);
    for (String key : listed) {
      assertNotNull(asked.getProperty(key), key);
    }
  }

  private static Properties withDefaults(Properties shared, Properties defaults) {
    Properties asked = new Properties(defaults);
    asked.putAll(shared);
    return asked;
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
