package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.micrometer.Meters;
import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.report.OwnHealth;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurfacesTest {
  private static final int POLLS_PER_UPDATE = 10;

  private final List<String> notices = new ArrayList<>();
  private final Sightings micrometer = new Sightings(Meters.LANDMARK);
  private int recordings;

  /** What fails once fails at each second, and the log would be full of it. */
  @Test
  void whatFailsIsReportedOnceAndGivenUp() {
    Surfaces surfaces = surfaces();
    micrometer.classSeen(Meters.LANDMARK.replace('.', '/'), null);
    for (int second = 1; second <= 3; second++) {
      poll(surfaces);
      assertEquals(1, notices.size(), notices::toString);
      assertEquals(second, recordings);
    }
    assertTrue(
        notices.get(0).matches("WARN Cannot show figures in JMX or Micrometer: .* without them"),
        notices::toString);
  }

  @Test
  void saysNothingWhereThereIsNoPlaceForFigures() {
    Surfaces surfaces = surfaces();
    poll(surfaces);
    surfaces.close();
    assertEquals(List.of(), notices);
  }

  private static void poll(Surfaces surfaces) {
    for (int i = 0; i < POLLS_PER_UPDATE; i++) {
      surfaces.poll();
    }
  }

  private Surfaces surfaces() {
    return new Surfaces(
        () -> recordings++,
        () -> {
          throw new IllegalStateException("not reached");
        },
        new OpenIncidents(),
        failing(HandshakeProbe.class),
        new PlatformServer(new BaseModule(failing(Instrumentation.class))),
        micrometer,
        new RunningSettings(
            ConfigurationLoader.load(null, name -> null, name -> null, Set.of(), Set.of())
                .configuration()),
        new OwnHealth(() -> 0),
        (severity, sentence) -> notices.add(severity + " " + sentence));
  }

  private static <T> T failing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("the jar was changed");
            }));
  }
}
